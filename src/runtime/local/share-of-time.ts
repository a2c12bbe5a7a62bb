/** Ours to choose. */
const tuned = {
  /** Of the thread's time, while it is used without end. */
  share: 0.2,
  /** Milliseconds that may be used at once after a pause. */
  atOnce: 200,
} as const;

/** How much of this thread's time somebody has used, so that the program keeps the rest for its own work. */
export class ShareOfTime {
  #left: number = tuned.atOnce;
  #at = 0;

  /** Milliseconds until it may go on; 0 = now. `now` of `performance.now`. */
  wait(now: number): number {
    this.#left = Math.min(this.#left + (now - this.#at) * tuned.share, tuned.atOnce);
    this.#at = now;
    return this.#left > 0 ? 0 : Math.ceil((1 - this.#left) / tuned.share);
  }

  /** It took that many milliseconds. */
  use(milliseconds: number): void {
    this.#left -= milliseconds;
  }

  spend(act: () => void): void {
    const start = performance.now();
    act();
    this.use(performance.now() - start);
  }
}
