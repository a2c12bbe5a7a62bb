import { concat } from "../../../base/bytes.ts";

/** Reads counted bytes from chunks of any size. Holds at most what was asked for and one chunk. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);
  #read = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#read;
  }

  /** Unread bytes: at the end, an incomplete rest. */
  get left(): number {
    return this.#held.length;
  }

  /** The next bytes without consuming them; fewer at the end of the source. */
  async peek(count: number): Promise<Uint8Array> {
    await this.#hold(count);
    return this.#held.subarray(0, count);
  }

  /** Undefined = the source ends before that. */
  async take(count: number): Promise<Uint8Array | undefined> {
    if (this.#held.length < count) await this.#hold(count);
    if (this.#held.length < count) return undefined;
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    this.#read += count;
    return taken;
  }

  /** Everything that is not read yet. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#held.length === 0) await this.#hold(1);
      const bytes = await this.take(this.#held.length);
      if (bytes === undefined || bytes.length === 0) return;
      yield bytes;
    }
  }

  async #hold(count: number): Promise<void> {
    const parts = [this.#held];
    let length = this.#held.length;
    while (length < count) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      parts.push(next.value);
      length += next.value.length;
    }
    if (parts.length > 1) this.#held = concat(...parts);
  }
}
