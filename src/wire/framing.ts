import { concat } from "../base/bytes.ts";

/** A message as it goes over TCP: its length as u16, big endian, not counting itself, then the message (§3.11). */
export function framed(message: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(message.length >>> 8, message.length), message);
}

/** Cuts what a TCP connection delivers back into messages, wherever the segments end. Holds one message at most. */
export class Frames {
  #held = new Uint8Array(0);

  /** Between two messages: no part of one is held. */
  get isWhole(): boolean {
    return this.#held.length === 0;
  }

  /** The messages that are complete with `segment`; undefined = a length that no peer may send: end the connection. */
  add(segment: Uint8Array): readonly Uint8Array[] | undefined {
    let bytes = concat(this.#held, segment);
    const messages: Uint8Array[] = [];
    while (bytes.length >= 2) {
      const length = (bytes[0]! << 8) | bytes[1]!;
      if (length > lengthMax) return undefined;
      if (bytes.length < 2 + length) break;
      messages.push(bytes.slice(2, 2 + length));
      bytes = bytes.subarray(2 + length);
    }
    this.#held = bytes.slice();
    return messages;
  }
}

/** The supernode of the reference takes 2046, its edge 2045 (§3.11). */
const lengthMax = 2046;

/** So this is what may be sent to either. */
export const framedMost = 2045;
