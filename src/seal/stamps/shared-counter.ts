import { SharedLock } from "./shared-lock.ts";

/**
 * Numbers that are given out once each, in order, to whichever thread asks. Where a number is the nonce of a cipher, two
 * that seal under one key must draw from one counter.
 */
export class SharedCounter {
  /** For the counter of another thread that is to be the same one. */
  readonly shared: SharedArrayBuffer;
  /** No number is as large. At most 2^52. */
  readonly limit: number;
  readonly #lock: SharedLock;
  readonly #next: Float64Array;

  constructor(limit: number, shared: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.shared = shared;
    this.limit = limit;
    this.#lock = new SharedLock(shared, 0);
    this.#next = new Float64Array(shared, 8, 1);
  }

  /** The first of `count` numbers in a row; undefined = that many are not left, and never will be. */
  take(count = 1): number | undefined {
    this.#lock.take();
    const first = this.#next[0]!;
    this.#next[0] = Math.min(first + count, this.limit);
    this.#lock.release();
    return first + count <= this.limit ? first : undefined;
  }
}
