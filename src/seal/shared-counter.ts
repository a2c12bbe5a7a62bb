/**
 * Numbers that are given out once each, in order, to whichever thread asks. Where a number is the nonce of a cipher, two
 * that seal under one key must draw from one counter.
 */
export class SharedCounter {
  /** For the counter of another thread that is to be the same one. */
  readonly shared: SharedArrayBuffer;
  /** No number is as large. At most 2^52. */
  readonly limit: number;
  readonly #next: BigInt64Array;

  constructor(limit: number, shared: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.shared = shared;
    this.#next = new BigInt64Array(shared);
    this.limit = limit;
  }

  /** The first of `count` numbers in a row; undefined = there are not so many left. */
  take(count = 1): number | undefined {
    const first = Number(Atomics.add(this.#next, 0, BigInt(count)));
    return first + count <= this.limit ? first : undefined;
  }
}
