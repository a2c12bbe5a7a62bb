import { dataLength } from "../capture/data-length.ts";
import { countUpTo } from "../count-up-to.ts";
import type { CapturedPacket } from "../evidence.ts";

/** Tunable: a step of sequence numbers that no window allows: another connection between the same ports. */
const tuned = { jump: 1 << 24 } as const;

/** Bytes of one segment that had not been sent before. Positions count from the first segment of the connection. */
interface Part {
  readonly begin: number;
  readonly end: number;
  readonly packet: CapturedPacket;
}

/** What one host sent on one connection: which segment carried each byte first (RFC 9293 §3.4). */
export class SentBytes {
  readonly #base: number;
  readonly #parts: readonly Part[];
  /** All its segments with data, also those that only repeat. In time order. */
  readonly packets: readonly CapturedPacket[];

  constructor(packets: readonly CapturedPacket[]) {
    this.packets = packets;
    this.#base = packets[0]!.sequence!;
    const parts: Part[] = [];
    for (const packet of packets) {
      const [from, end] = this.#placeOf(packet);
      const begin = Math.max(from, parts.at(-1)?.end ?? from);
      if (begin < end) parts.push({ begin, end, packet });
    }
    this.#parts = parts;
  }

  /** The segments that carried the bytes of a received one first, in order; undefined = not all of them were seen. */
  firstWith(received: CapturedPacket): readonly CapturedPacket[] | undefined {
    const [begin, end] = this.#placeOf(received);
    const parts = this.#within(begin, end);
    let covered = begin;
    for (const part of parts) {
      if (part.begin > covered) return undefined;
      covered = part.end;
    }
    return covered >= end ? parts.map(({ packet }) => packet) : undefined;
  }

  /** How many captured bytes of a received segment are those that were sent; undefined = one is another. */
  equalBytes(received: CapturedPacket): number | undefined {
    const [begin, end] = this.#placeOf(received);
    let equal = 0;
    for (const { packet, ...part } of this.#within(begin, end)) {
      const [start] = this.#placeOf(packet);
      const [from, to] = [Math.max(begin, part.begin), Math.min(end, part.end)];
      const sent = packet.payload.subarray(from - start, to - start);
      const came = received.payload.subarray(from - begin, to - begin);
      const known = Math.min(sent.length, came.length);
      if (Buffer.compare(sent.subarray(0, known), came.subarray(0, known)) !== 0) return undefined;
      equal += known;
    }
    return equal;
  }

  #placeOf(packet: CapturedPacket): readonly [begin: number, end: number] {
    const begin = (packet.sequence! - this.#base) | 0;
    return [begin, begin + dataLength(packet)];
  }

  #within(begin: number, end: number): readonly Part[] {
    const first = countUpTo(this.#parts, begin, (part) => part.end);
    const parts: Part[] = [];
    for (let i = first; i < this.#parts.length && this.#parts[i]!.begin < end; i++) parts.push(this.#parts[i]!);
    return parts;
  }
}

/** Segments from one endpoint to another, by connection; in time order. */
export function connectionsOf(packets: readonly CapturedPacket[]): readonly (readonly CapturedPacket[])[] {
  const all: CapturedPacket[][] = [];
  for (const packet of packets) {
    const latest = all.at(-1);
    const step = latest === undefined ? Infinity : Math.abs((packet.sequence! - latest.at(-1)!.sequence!) | 0);
    if (step < tuned.jump) latest!.push(packet);
    else all.push([packet]);
  }
  return all;
}
