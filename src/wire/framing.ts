import { concat } from "../base/bytes.ts";

/** A message on TCP: its length as u16, big endian, not counting itself, then the message (§3.11). */
export function framed(message: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(message.length >>> 8, message.length), message);
}

/**
 * Splits a TCP byte stream into messages, wherever segments end. Holds what was added and not yet taken, and at most
 * one incomplete message.
 */
export class Frames {
  #held: Uint8Array = new Uint8Array(0);

  /** True between two messages: no partial message is held. */
  get isWhole(): boolean {
    return this.#held.length === 0;
  }

  /** True if `take` has something to report: a message, or a bad length. */
  get isWaiting(): boolean {
    const length = this.#length;
    return length !== undefined && (!isLegal(length) || this.#held.length >= 2 + length);
  }

  /** The messages completed by `segment`; undefined = a length that no peer may send: close the connection. */
  add(segment: Uint8Array): readonly Uint8Array[] | undefined {
    this.hold(segment);
    return this.take(Infinity);
  }

  hold(segment: Uint8Array): void {
    this.#held = concat(this.#held, segment);
  }

  /** At most this many complete messages; undefined as for `add`. */
  take(most: number): readonly Uint8Array[] | undefined {
    const messages: Uint8Array[] = [];
    for (let length = this.#length; length !== undefined && messages.length < most; length = this.#length) {
      if (!isLegal(length)) return undefined;
      const end = 2 + length;
      if (this.#held.length < end) break;
      messages.push(this.#held.slice(2, end));
      this.#held = this.#held.subarray(end);
    }
    return messages;
  }

  get #length(): number | undefined {
    const held = this.#held;
    return held.length < 2 ? undefined : (held[0]! << 8) | held[1]!;
  }
}

/** Empty messages carry nothing, and thousands of them fit into one segment. */
const isLegal = (length: number): boolean => length > 0 && length <= lengthMax;

/** The supernode of the reference takes 2046, its edge 2045 (§3.11). */
const lengthMax = 2046;

/** The smaller of the two, so that it may be sent to either. */
export const framedMost = 2045;
