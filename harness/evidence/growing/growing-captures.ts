import type { Capture, CapturedPacket } from "../evidence.ts";

/** A packet, and where among the captures it is. */
export interface Placed {
  readonly packet: CapturedPacket;
  /** Which capture, from 0. */
  readonly capture: number;
  /** Which packet of it, from 0. */
  readonly position: number;
}

/** In order of time; at the same time by frame number, then as the captures are listed. */
export const inTime = (a: Placed, b: Placed): number =>
  a.packet.at - b.packet.at || a.packet.frame - b.packet.frame || a.capture - b.capture || a.position - b.position;

/** Captures that are read again and again while packets are appended to them. */
export class GrowingCaptures {
  readonly #known: { readonly node: string; readonly packets: CapturedPacket[] }[];

  /** Of these nodes; still empty. */
  constructor(captures: readonly Capture[]) {
    this.#known = captures.map(({ node }) => ({ node, packets: [] }));
  }

  /** Whether these begin with all packets that are known so far, the very same ones. */
  isContinuedBy(captures: readonly Capture[]): boolean {
    if (captures.length !== this.#known.length) return false;
    return captures.every(({ node, packets }, i) => {
      const known = this.#known[i]!;
      if (known.node !== node || known.packets.length > packets.length) return false;
      return known.packets.every((packet, position) => packet === packets[position]);
    });
  }

  /** What captures that continue these have in addition; from now on it is known. Capture by capture. */
  continue(captures: readonly Capture[]): readonly Placed[] {
    const fresh: Placed[] = [];
    captures.forEach(({ packets }, capture) => {
      const known = this.#known[capture]!.packets;
      for (let position = known.length; position < packets.length; position++) {
        const packet = packets[position]!;
        known.push(packet);
        fresh.push({ packet, capture, position });
      }
    });
    return fresh;
  }
}
