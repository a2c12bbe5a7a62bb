import type { FrameFate } from "./queue.ts";

/** What one direction of a wire has done so far. */
export interface DirectionStats {
  /** Copies included. */
  readonly forwarded: number;
  readonly lost: number;
  readonly overflowed: number;
  /** For the link's MTU. */
  readonly tooLong: number;
  readonly heldBack: number;
  readonly duplicated: number;
  readonly corrupted: number;
  /** How much too late frames left, in milliseconds: the wire's own error. */
  readonly late: { readonly median: number; readonly p99: number; readonly worst: number };
}

export interface LinkStats {
  readonly up: DirectionStats;
  readonly down: DirectionStats;
}

/** Tunable: bins of 20 µs up to 20 ms, and one for the rest. */
const tuned = { binsPerMillisecond: 50, bins: 1000 };

export class Counts {
  lost = 0;
  overflowed = 0;
  tooLong = 0;
  #heldBack = 0;
  #duplicated = 0;
  #corrupted = 0;
  #forwarded = 0;
  #worst = 0;
  readonly #bins = new Uint32Array(tuned.bins + 1);

  /** What else happened to a frame that is forwarded. */
  altered({ heldBack, twice, wrongBit }: Extract<FrameFate, { is: "forwarded" }>): void {
    if (heldBack) this.#heldBack++;
    if (twice) this.#duplicated++;
    if (wrongBit !== undefined) this.#corrupted++;
  }

  left(late: number): void {
    this.#forwarded++;
    if (late > this.#worst) this.#worst = late;
    this.#bins[Math.min(tuned.bins, Math.floor(late * tuned.binsPerMillisecond))]!++;
  }

  get stats(): DirectionStats {
    return {
      forwarded: this.#forwarded,
      lost: this.lost,
      overflowed: this.overflowed,
      tooLong: this.tooLong,
      heldBack: this.#heldBack,
      duplicated: this.#duplicated,
      corrupted: this.#corrupted,
      late: { median: this.#quantile(0.5), p99: this.#quantile(0.99), worst: this.#worst },
    };
  }

  /** The upper edge of the bin that holds the quantile, at most the worst. */
  #quantile(share: number): number {
    let rest = share * this.#forwarded;
    const bin = this.#bins.findIndex((count) => (rest -= count) <= 0);
    return Math.min(this.#worst, bin < 0 || bin === tuned.bins ? this.#worst : (bin + 1) / tuned.binsPerMillisecond);
  }
}
