/** Tunable: checks that count, and the least number that says anything. */
const tuned = { last: 25, least: 5 } as const;

/** Whether the last checks of one path were answered. */
export class PathChecks {
  #answered: readonly boolean[] = [];

  /** A check was sent. */
  asked(): void {
    this.#answered = [...this.#answered, false].slice(-tuned.last);
  }

  /** One was answered, most likely the latest that was not. */
  answered(): void {
    const at = this.#answered.lastIndexOf(false);
    if (at >= 0) this.#answered = this.#answered.with(at, true);
  }

  /** The share that was lost, in either direction, 0 to 1; undefined = too few checks. The latest may still be answered. */
  get loss(): number | undefined {
    const settled = this.#answered.at(-1) === false ? this.#answered.slice(0, -1) : this.#answered;
    if (settled.length < tuned.least) return undefined;
    return settled.filter((one) => !one).length / settled.length;
  }
}
