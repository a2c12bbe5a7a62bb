import { quantile } from "../../evidence/quantile.ts";

/** Of one or more values. */
export interface MeanSpread {
  readonly count: number;
  readonly mean: number;
  /** MeanSpread standard deviation; undefined for a single value, whose spread is unknown. */
  readonly deviation?: number;
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** Undefined for no values. */
export function summarize(values: readonly number[]): MeanSpread | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count,
    mean,
    ...(count > 1 && { deviation: Math.sqrt(squares / (count - 1)) }),
    least: Math.min(...values),
    median: quantile(values, 0.5),
    most: Math.max(...values),
  };
}

/**
 * Twice the standard error of the difference between two means (Welch): less than that may be chance. Undefined if one
 * of them is a single value.
 */
export function noiseBetween(a: MeanSpread, b: MeanSpread): number | undefined {
  if (a.deviation === undefined || b.deviation === undefined) return undefined;
  return 2 * Math.sqrt(a.deviation ** 2 / a.count + b.deviation ** 2 / b.count);
}
