/**
 * A spin lock for a few numbers that two threads change. Held for less than a microsecond, unless the thread is
 * interrupted just then. Not reentrant: a second acquire by the holder would wait for ever.
 */
export class SharedLock {
  readonly #state: Int32Array;

  /** Its 4 bytes, used for nothing else and initially zero. */
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
