/** Ends of an interval, 0 to 1. */
export interface Interval {
  readonly least: number;
  readonly most: number;
}

/** Quantile of the normal distribution for 95 %. */
const z = 1.96;

/** Wilson's score interval (1927) of a proportion of which `count` of `of` were seen; 0 to 1 if `of` is 0. */
export function wilson(count: number, of: number): Interval {
  if (of === 0) return { least: 0, most: 1 };
  const share = count / of;
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return { least: Math.max(0, middle - half), most: Math.min(1, middle + half) };
}
