import { expect, it } from "vitest";
import { noiseBetween, summarize } from "./statistics.ts";

it("has the mean and the sample's standard deviation", () => {
  const summary = summarize([2, 4, 4, 4, 5, 5, 7, 9])!;
  expect(summary).toMatchObject({ count: 8, mean: 5, least: 2, median: 4, most: 9 });
  // Of the sample: 32 / 7, not 32 / 8.
  expect(summary.deviation).toBeCloseTo(Math.sqrt(32 / 7));
});

it("does not know the spread of a single value, and has nothing to say about none", () => {
  expect(summarize([3])).toEqual({ count: 1, mean: 3, least: 3, median: 3, most: 3 });
  expect(summarize([])).toBeUndefined();
});

it("knows how far means differ by chance, if both have repetitions", () => {
  const [a, b] = [summarize([9, 11])!, summarize([19, 21])!];
  // Each has the variance 2, of two values: 2 × √(2/2 + 2/2).
  expect(noiseBetween(a, b)).toBeCloseTo(2 * Math.SQRT2);
  expect(noiseBetween(a, summarize([3])!)).toBeUndefined();
});
