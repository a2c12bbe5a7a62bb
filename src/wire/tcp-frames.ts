import { concat } from "../base/bytes.ts";

/** Fact sheet §3.11: a supernode closes at length + 2 > 2048 and an edge at length + 2 ≥ 2048, so both take this much. */
export const spec = { frameMost: 2045, lengthBytes: 2 } as const;

/** A message as it travels over TCP: its length as u16 big endian, then the message. The caller keeps to `frameMost`. */
export function tcpFrame(message: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(message.length >> 8, message.length & 0xff), message);
}

/** Cuts a TCP stream into messages, wherever its segments end. Holds at most one unfinished frame. */
export class TcpFrames {
  readonly #held = new Uint8Array(spec.lengthBytes + spec.frameMost);
  #length = 0;

  /** Between two frames: nothing is missing. */
  get isWhole(): boolean {
    return this.#length === 0;
  }

  /**
   * The messages that end in this segment; views of it where possible, so valid as long as it is. Undefined = a frame is
   * longer than allowed: the stream cannot be read on.
   */
  push(segment: Uint8Array): readonly Uint8Array[] | undefined {
    const messages: Uint8Array[] = [];
    let at = 0;
    while (at < segment.length) {
      if (this.#length === 0 && segment.length - at >= spec.lengthBytes) {
        const length = (segment[at]! << 8) | segment[at + 1]!;
        if (length > spec.frameMost) return undefined;
        const end = at + spec.lengthBytes + length;
        if (end <= segment.length) {
          messages.push(segment.subarray(at + spec.lengthBytes, end));
          at = end;
          continue;
        }
      }
      const taken = this.#take(segment.subarray(at));
      if (taken === undefined) return undefined;
      at += taken;
      const message = this.#finished();
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  /** How many bytes belong to the held frame: first those of its length, then the rest. */
  #take(bytes: Uint8Array): number | undefined {
    const missing = this.#missing();
    const taken = bytes.subarray(0, missing);
    this.#held.set(taken, this.#length);
    this.#length += taken.length;
    return this.#length === spec.lengthBytes && this.#wanted() > spec.frameMost ? undefined : taken.length;
  }

  #missing(): number {
    if (this.#length < spec.lengthBytes) return spec.lengthBytes - this.#length;
    return spec.lengthBytes + this.#wanted() - this.#length;
  }

  #wanted(): number {
    return (this.#held[0]! << 8) | this.#held[1]!;
  }

  #finished(): Uint8Array | undefined {
    if (this.#length < spec.lengthBytes || this.#missing() > 0) return undefined;
    const message = Uint8Array.from(this.#held.subarray(spec.lengthBytes, this.#length));
    this.#length = 0;
    return message;
  }
}
