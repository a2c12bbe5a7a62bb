import { SharedLock } from "./shared-lock.ts";

/**
 * Returns each number once, in order, to any thread. If numbers are a cipher's nonces, all threads that seal under
 * one key must use one counter.
 */
export class SharedCounter {
  /** The shared memory, to use the same counter in another thread. */
  readonly shared: SharedArrayBuffer;
  /** Numbers stay below this. At most 2^52. */
  readonly limit: number;
  readonly #lock: SharedLock;
  readonly #next: Float64Array;

  constructor(limit: number, shared: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.shared = shared;
    this.limit = limit;
    this.#lock = new SharedLock(shared, 0);
    this.#next = new Float64Array(shared, 8, 1);
  }

  /** The first of `count` consecutive numbers; undefined = fewer are left, and never will be more. */
  take(count = 1): number | undefined {
    this.#lock.take();
    const first = this.#next[0]!;
    this.#next[0] = Math.min(first + count, this.limit);
    this.#lock.release();
    return first + count <= this.limit ? first : undefined;
  }
}
