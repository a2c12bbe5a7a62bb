import { describe, expect, it } from "vitest";
import { eightTable, fairness } from "./fairness.ts";

describe("fairness among peers", () => {
  it("is the distance of the farthest from the mean", () => {
    const { farthest, total } = fairness({ alone: 10, each: [1, 1, 1, 1.4] });
    expect(farthest).toBeCloseTo(0.2727, 3);
    expect(total).toBeCloseTo(0.44, 5);
  });

  it("calls no throughput at all unfair", () => {
    expect(fairness({ alone: 0, each: [0, 0] })).toEqual({ farthest: 1, total: 0 });
  });

  it("has a row for each direction, of medians", () => {
    const round = (each: readonly number[]) => ({ alone: 4, each });
    const results = [1, 2, 3].map((i) => ({
      name: "ours",
      round: i,
      toOne: round([1, 1]),
      fromOne: round([i, i]),
    }));
    expect(eightTable(results).split("\n").slice(2, 4)).toEqual([
      "| ours | eight to one | 3 | 4.00 | 2.00 | 50 % (50–50) | 0 % (0–0) |",
      "| ours | one to eight | 3 | 4.00 | 4.00 | 100 % (50–150) | 0 % (0–0) |",
    ]);
  });
});
