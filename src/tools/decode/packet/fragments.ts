import { concat } from "../../../base/bytes.ts";
import type { PassedOver, Reason } from "../passed-over.ts";
import type { Fragment, IpPayload } from "./ip.ts";

/** Ours to choose, but for the longest IP datagram. */
const tuned = {
  /** Microseconds; identifications come round again (RFC 791 §3.2). */
  patience: 30e6,
  datagramsMax: 256,
  bytesMax: 65_535,
  piecesMax: 256,
} as const;

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Datagram {
  readonly since: number;
  readonly first: number;
  pieces: Piece[];
  /** Known with the last fragment. */
  length: number | undefined;
  /** Known from the first fragment. */
  protocol: number | undefined;
}

/** Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5). Overlapping ones spoil their datagram (RFC 5722). */
export class Fragments {
  readonly #passed: PassedOver;
  readonly #open = new Map<string, Datagram>();

  constructor(passed: PassedOver) {
    this.#passed = passed;
  }

  /** The whole packet, with its last missing fragment. */
  take(
    packet: IpPayload & { readonly fragment: Fragment },
    number: number,
    microseconds: number,
  ): IpPayload | undefined {
    this.#forget(microseconds);
    const { source, destination, fragment, payload } = packet;
    const { offset, more } = fragment;
    const key = `${source} ${destination} ${fragment.id} ${source.includes(":") ? "" : packet.protocol}`;
    const fresh: Datagram = { since: microseconds, first: number, pieces: [], length: undefined, protocol: undefined };
    const datagram = this.#open.get(key) ?? fresh;
    this.#open.set(key, datagram);
    const known = datagram.pieces.find((piece) => piece.offset === offset);
    if (known?.bytes.length === payload.length) return undefined;
    const end = offset + payload.length;
    const overlaps = datagram.pieces.some((piece) => piece.offset < end && offset < piece.offset + piece.bytes.length);
    if (overlaps || end > tuned.bytesMax || datagram.pieces.length === tuned.piecesMax) {
      this.#open.delete(key);
      this.#passed.add(spoilt, number);
      return undefined;
    }
    // Its own memory: the rest of what it was read with is not held.
    datagram.pieces.push({ offset, bytes: payload.slice() });
    if (!more) datagram.length = end;
    if (offset === 0) datagram.protocol = packet.protocol;
    const have = datagram.pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (datagram.protocol === undefined || datagram.length !== have) return undefined;
    this.#open.delete(key);
    const inOrder = datagram.pieces.toSorted((x, y) => x.offset - y.offset);
    return {
      protocol: datagram.protocol,
      source,
      destination,
      payload: concat(...inOrder.map((piece) => piece.bytes)),
    };
  }

  /** What is not whole now stays so. */
  end(): void {
    for (const { first } of this.#open.values()) this.#passed.add(incomplete, first);
    this.#open.clear();
  }

  #forget(now: number): void {
    for (const [key, { since, first }] of this.#open) {
      if (now - since < tuned.patience && this.#open.size < tuned.datagramsMax) return;
      this.#open.delete(key);
      this.#passed.add(incomplete, first);
    }
  }
}

const incomplete: Reason = {
  what: "an IP datagram with missing fragments",
  mend: "capture fragments too: a filter by port takes the first ones only",
  lost: true,
};

const spoilt: Reason = { what: "an IP fragment that overlaps another, or one too many", lost: true };
