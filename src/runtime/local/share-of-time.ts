/** Tunable. */
const tuned = {
  /** Share of the thread's time under continuous use. */
  share: 0.2,
  /** Milliseconds that may be used at once after a pause. */
  atOnce: 200,
} as const;

/**
 * Limits the share of this thread's time that a client may use, so that the program keeps the rest for its own work.
 */
export class ShareOfTime {
  #left: number = tuned.atOnce;
  #at = 0;

  /** Milliseconds until it may continue; 0 = now. `now`: `performance.now()`. */
  wait(now: number): number {
    this.#left = Math.min(this.#left + (now - this.#at) * tuned.share, tuned.atOnce);
    this.#at = now;
    return this.#left > 0 ? 0 : Math.ceil((1 - this.#left) / tuned.share);
  }

  /** Records that it used this many milliseconds. */
  use(milliseconds: number): void {
    this.#left -= milliseconds;
  }

  spend(act: () => void): void {
    const start = performance.now();
    act();
    this.use(performance.now() - start);
  }
}
