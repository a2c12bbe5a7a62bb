import { concat } from "../../../base/bytes.ts";
import type { Skipped, Reason } from "../skipped.ts";
import type { Fragment, IpPayload } from "./ip.ts";

/** Tunable, except for the longest IP datagram. */
const tuned = {
  /** Microseconds; identifications are reused (RFC 791 §3.2). */
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

/** Reassembles IP fragments (RFC 791 §3.2, RFC 8200 §4.5). Overlapping ones invalidate their datagram (RFC 5722). */
export class Fragments {
  readonly #skipped: Skipped;
  readonly #open = new Map<string, Datagram>();

  constructor(skipped: Skipped) {
    this.#skipped = skipped;
  }

  /** The whole packet, once its last fragment is there. */
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
      this.#skipped.add(spoilt, number);
      return undefined;
    }
    // Copied, so that the buffer it was read from can be freed.
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

  /** Whatever is incomplete now stays so. */
  end(): void {
    for (const { first } of this.#open.values()) this.#skipped.add(incomplete, first);
    this.#open.clear();
  }

  #forget(now: number): void {
    for (const [key, { since, first }] of this.#open) {
      if (now - since < tuned.patience && this.#open.size < tuned.datagramsMax) return;
      this.#open.delete(key);
      this.#skipped.add(incomplete, first);
    }
  }
}

const incomplete: Reason = {
  what: "an IP datagram with missing fragments",
  fix: "capture fragments too: a filter by port takes the first ones only",
  lost: true,
};

const spoilt: Reason = { what: "an IP fragment that overlaps another, or one too many", lost: true };
