import { describe, expect, it } from "vitest";
import { compareSweeps } from "./compare.ts";
import { madePlan, madeSweep } from "./testing/made-sweep.ts";

const before = madeSweep();

describe("a sweep and its baseline", () => {
  it("that are the same differ in nothing", () => {
    expect(compareSweeps(before, madeSweep(), 0.1)).toEqual({
      changes: [],
      compared: 2 * 4 * (6 * 2 + 3),
      unmatched: 0,
    });
  });

  it("has what became worse first, each with its link and its values", () => {
    const after = madeSweep((system, { loss, delay }) =>
      system === "good" && delay === 0 ? (loss === 0 ? { tcp: 9e6 } : { tcp: 19.9e6 }) : {},
    );
    const { changes } = compareSweeps(before, after, 0.1);
    expect(changes).toEqual([
      { system: "good", point: "20 Mbit/s, 0 ms, 0 % loss", what: "TCP throughput", before: "18 Mbit/s", after: "9 Mbit/s", is: "worse" },
      { system: "good", point: "20 Mbit/s, 0 ms, 3 % loss", what: "TCP throughput", before: "18 Mbit/s", after: "19.9 Mbit/s", is: "better" },
    ]); // prettier-ignore
    expect(compareSweeps(before, after, 0.6).changes).toEqual([]);
  });

  it("calls longer latency and more loss worse, at each load", () => {
    const after = madeSweep((system, { delay, loss }) =>
      system === "good" && delay === 25 && loss === 0 ? { lost: 0.2 } : {},
    );
    const { changes } = compareSweeps(before, after, 0.1);
    expect(changes.map(({ what, is }) => `${is}: ${what}`)).toEqual([
      "worse: UDP delivered at 5 Mbit/s",
      "worse: UDP delivered at 15 Mbit/s",
      "worse: UDP lost at 5 Mbit/s",
      "worse: UDP lost at 15 Mbit/s",
    ]);
  });

  it("does not take what varies from repetition to repetition for a change", () => {
    const noisy = (mean: number) =>
      madeSweep((_, __, repetition) => ({ tcp: repetition === 1 ? mean - 4e6 : mean + 4e6 }));
    expect(compareSweeps(noisy(18e6), noisy(14e6), 0.1).changes).toEqual([]);
    expect(
      compareSweeps(
        madeSweep(() => ({ tcp: 18e6 })),
        madeSweep(() => ({ tcp: 14e6 })),
        0.1,
      ).changes,
    ).toHaveLength(8);
  });

  it("does not call a difference of next to nothing a change, however large its share", () => {
    const [fast, slower] = [madeSweep(() => ({ latency: 0.4 })), madeSweep(() => ({ latency: 1.2 }))];
    expect(compareSweeps(fast, slower, 0.1).changes).toEqual([]);
  });

  it("names a system that is no longer reached, or no longer directly", () => {
    const silent = madeSweep((system, { delay, loss }, repetition) =>
      system === "good" && delay === 0 && loss === 0 && repetition === 1 ? { outcome: "unreachable" } : {},
    );
    expect(compareSweeps(before, silent, 0.1).changes).toMatchObject([
      { what: "repetitions that were answered", before: "100 %", after: "50 %", is: "worse" },
    ]);
    const relayed = madeSweep((system, { delay, loss }) =>
      system === "good" && delay === 0 && loss === 0 ? { path: "relayed" } : {},
    );
    expect(compareSweeps(before, relayed, 0.1).changes).toMatchObject([{ what: "path", before: "direct", after: "relayed", is: "worse" }]); // prettier-ignore
    expect(compareSweeps(relayed, before, 0.1).changes).toMatchObject([{ what: "path", is: "better" }]);
  });

  it("counts what only one of them has", () => {
    const less = madeSweep(undefined, { ...madePlan, losses: [0] });
    expect(compareSweeps(before, less, 0.1)).toEqual({ changes: [], compared: 60, unmatched: 60 });
  });
});
