/**
 * For a few numbers that two threads change: whoever holds it is alone with them. Held for less than a microsecond,
 * unless a thread is interrupted just then. Reentry would wait for ever.
 */
export class SharedLock {
  readonly #state: Int32Array;

  /** Its place: 4 bytes of its own, initially zero. */
  constructor(shared: SharedArrayBuffer, at: number) {
    this.#state = new Int32Array(shared, at, 1);
  }

  take(): void {
    while (Atomics.compareExchange(this.#state, 0, 0, 1) !== 0) Atomics.wait(this.#state, 0, 1, 1);
  }

  release(): void {
    Atomics.store(this.#state, 0, 0);
  }
}
