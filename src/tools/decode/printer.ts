import { once } from "node:events";
import type { Writable } from "node:stream";

/** Tunable: characters. */
const heldMax = 65_536;

/**
 * Writes text in large pieces, as fast as it is read: a large capture is never in memory as a whole, and the output
 * of a live one is not delayed. Rejects with the stream's error, EPIPE if the reader is gone.
 */
export class Printer {
  readonly #stream: Writable;
  #held = "";
  #flushing: NodeJS.Immediate | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async print(text: string): Promise<void> {
    this.#held += text;
    if (this.#held.length >= heldMax) await this.flush();
    else this.#flushing ??= setImmediate(() => this.#write());
  }

  async flush(): Promise<void> {
    const isTaken = this.#write();
    if (this.#stream.errored !== null) throw this.#stream.errored;
    if (!isTaken) await once(this.#stream, "drain");
  }

  /** False = the stream's buffer is full. */
  #write(): boolean {
    clearImmediate(this.#flushing);
    const text = this.#held;
    [this.#held, this.#flushing] = ["", undefined];
    return text === "" ? !this.#stream.writableNeedDrain : this.#stream.write(text);
  }
}
