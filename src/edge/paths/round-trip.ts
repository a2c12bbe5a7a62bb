import type { Duration } from "../../base/instant.ts";

/** The last round trips of one path. */
export class RoundTrips {
  #delays: readonly Duration[] = [];

  took(delay: Duration): void {
    this.#delays = [delay, ...this.#delays].slice(0, 3);
  }

  /**
   * The median of three, so that one late answer does not move it; of two, the smaller. Undefined = none was
   * measured.
   */
  get median(): Duration | undefined {
    return this.#delays.toSorted((a, b) => a - b)[(this.#delays.length - 1) >> 1];
  }
}
