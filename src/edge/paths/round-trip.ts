import type { Duration } from "../../base/instant.ts";

/** The last round trips of one way. */
export class RoundTrips {
  #delays: readonly Duration[] = [];

  took(delay: Duration): void {
    this.#delays = [delay, ...this.#delays].slice(0, 3);
  }

  /** Not moved by one late answer; of two, the smaller. Undefined = none was measured. */
  get median(): Duration | undefined {
    return this.#delays.toSorted((a, b) => a - b)[(this.#delays.length - 1) >> 1];
  }
}
