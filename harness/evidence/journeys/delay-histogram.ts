import { quantile } from "../quantile.ts";

/** How many values are in each of equal bins, and in the last one also those beyond it. */
export interface Histogram {
  /** Where the first bin begins. */
  readonly from: number;
  readonly bin: number;
  readonly counts: readonly number[];
}

/**
 * Tunable: bins of a plot at most; the narrowest, milliseconds, because captures have no better clock than that on a busy machine;
 * and the share of values beyond which single ones would make the plot too wide.
 */
const tuned = { bins: 40, narrowest: 0.5, wide: 0.995 } as const;

/** Undefined = there are no values. */
export function delayHistogram(delays: readonly number[]): Histogram | undefined {
  if (delays.length === 0) return undefined;
  const [least, most] = [quantile(delays, 0), quantile(delays, tuned.wide)];
  let bin: number = tuned.narrowest;
  const binsOf = (): number => Math.floor(most / bin) - Math.floor(least / bin) + 1;
  while (binsOf() > tuned.bins) bin *= 2;
  const first = Math.floor(least / bin);
  const counts = Array.from({ length: binsOf() }, () => 0);
  for (const delay of delays) counts[Math.min(counts.length - 1, Math.floor(delay / bin) - first)]!++;
  return { from: first * bin, bin, counts };
}
