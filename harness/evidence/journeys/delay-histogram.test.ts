import { expect, it } from "vitest";
import { delayHistogram } from "./delay-histogram.ts";

it("counts every delay once, in bins that begin at a multiple of their width", () => {
  expect(delayHistogram([10.1, 10.2, 10.6, 12.4])).toEqual({ from: 10, bin: 0.5, counts: [2, 1, 0, 0, 1] });
  expect(delayHistogram([-0.1, 0])).toEqual({ from: -0.5, bin: 0.5, counts: [1, 1] });
  expect(delayHistogram([])).toBeUndefined();
});

it("has no more than 40 bins, whatever the range", () => {
  const delays = Array.from({ length: 3000 }, (_, i) => i / 3);
  const { bin, counts } = delayHistogram(delays)!;
  expect([bin, counts.length]).toEqual([32, 32]);
  expect(counts.reduce((sum, one) => sum + one)).toBe(3000);
});

it("is not made wide by a few late ones", () => {
  const delays = [...Array.from({ length: 999 }, (_, i) => 10 + i / 1000), 4000];
  expect(delayHistogram(delays)).toEqual({ from: 10, bin: 0.5, counts: [500, 500] });
});
