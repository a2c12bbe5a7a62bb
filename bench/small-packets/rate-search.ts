/** Result of one try: datagrams per second that the sender managed, and the share of them that was lost. */
export interface Try {
  readonly offered: number;
  readonly lost: number;
}

export const tuned = {
  /** Datagrams per second: the bounds of the search. */
  from: 5_000,
  to: 800_000,
  /** The search ends when the bounds are closer than this ratio. */
  precision: 1.05,
  mostLost: 0.005,
  /** A sender that manages less than this share of what it was asked for is itself the limit. */
  managed: 0.97,
  /** A rate is given up after this many failures: a single hiccup of the machine is not a limit. */
  tries: 2,
} as const;

/**
 * The highest rate at which at most 0.5 % is lost, by halving on a scale of ratios (as RFC 2544 §26.1 does). 0 when even
 * the lowest rate loses more.
 */
export async function searchRate(attempt: (rate: number) => Promise<Try>): Promise<number> {
  let good: number = tuned.from;
  let bad: number = tuned.to;
  let best = 0;
  while (bad / good > tuned.precision) {
    const rate = Math.sqrt(good * bad);
    const carried = await carriedAt(attempt, rate);
    if (carried === undefined) bad = rate;
    else [good, best] = [rate, carried];
  }
  return best;
}

/** Datagrams a second that arrived, or undefined. */
async function carriedAt(attempt: (rate: number) => Promise<Try>, rate: number): Promise<number | undefined> {
  for (let turn = 0; turn < tuned.tries; turn++) {
    const { offered, lost } = await attempt(rate);
    if (lost <= tuned.mostLost && offered >= rate * tuned.managed) return offered * (1 - lost);
  }
  return undefined;
}
