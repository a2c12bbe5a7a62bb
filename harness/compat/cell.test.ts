import { describe, expect, it } from "vitest";
import { cellOf, compatCells } from "./cell.ts";
import { scoreOf } from "./score.ts";
import { blocked, closed, forgotten, madeReport, open, trial } from "./testing/made-report.ts";

const cell = (where: typeof open, ...outcomes: Parameters<typeof trial>[2][]) =>
  cellOf("it", where, outcomes.map((outcome, i) => trial("it", where, outcome, { repetition: i + 1 }))); // prettier-ignore

describe("the verdict of repetitions", () => {
  it.each([
    [open, ["direct", "direct", "direct"], "direct"],
    [open, ["relayed", "relayed"], "could be direct"],
    [closed, ["relayed", "relayed"], "relayed"],
    [closed, ["direct"], "direct"],
    [open, ["half-direct"], "half-direct"],
    [open, ["none", "none"], "none"],
    [blocked, ["none"], "no path possible"],
    [blocked, ["relayed"], "relayed"],
    [open, ["direct", "relayed", "direct"], "varies"],
    [open, ["direct", "inconclusive", "direct"], "direct"],
    [open, ["inconclusive"], "inconclusive"],
    [open, ["unsupported"], "unsupported"],
    [open, [], "not run"],
  ] as const)("%o: %j is %s", (where, outcomes, verdict) => expect(cell(where, ...outcomes).verdict).toBe(verdict));

  it("counts each outcome if repetitions differ", () => {
    expect(cell(open, "direct", "relayed", "direct").why).toBe("2 direct, 1 relayed of 3 repetitions");
  });

  it("says what theory allows if more is possible, and what else did not hold", () => {
    const troubled = trial("it", open, "relayed", { trouble: "expected no loss; observed 9 of 44" });
    expect(cellOf("it", open, [troubled]).why).toBe(
      "relayed although a filter lets the peer in; expected no loss; observed 9 of 44",
    );
  });

  it("counts only repetitions with an answer, and gives their interval", () => {
    const { direct } = cell(open, "direct", "inconclusive", "direct");
    expect(direct).toMatchObject({ count: 2, of: 2 });
    expect(direct.share.least).toBeCloseTo(0.342, 3);
    expect(direct.share.most).toBe(1);
  });
});

describe("a score", () => {
  it("is out of what theory allows, without what has no answer", () => {
    const report = madeReport([
      trial("good", open, "direct"),
      trial("good", closed, "relayed"),
      trial("good", forgotten, "inconclusive"),
      trial("poor", open, "relayed"),
      trial("poor", forgotten, "none"),
    ]);
    expect(scoreOf("good", compatCells(report))).toEqual({ system: "good", direct: 1, possible: 1, unconnected: 0 });
    expect(scoreOf("poor", compatCells(report))).toEqual({ system: "poor", direct: 0, possible: 2, unconnected: 1 });
  });
});
