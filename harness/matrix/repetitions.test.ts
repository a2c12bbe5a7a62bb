import { describe, expect, it } from "vitest";
import { ofRepetitions } from "./repetitions.ts";
import { matrixExitCode, asPredictedText } from "./output/summary.ts";
import type { CellResult } from "./output/json.ts";
import { classicReport } from "./testing/report.ts";

const report = classicReport();
const cell = (more: Partial<CellResult> = {}): CellResult => ({ ...report.cells[0]!, ...more });
const relayed = cell({
  is: "different",
  observed: "relayed",
  why: "expected direct; observed relayed",
  seed: 2,
  evidence: "cells/x/2",
});
const unclear = cell({ is: "inconclusive", observed: "unknown", why: "packets were lost in captures" });

describe("repetitions of a pair", () => {
  it("that ran once change nothing", () => expect(ofRepetitions([cell()])).toEqual(cell()));

  it("that agree have the share of those as predicted, with its interval", () => {
    const all = ofRepetitions([cell(), cell(), cell()]);
    expect(all).toMatchObject({ is: "as predicted", saw: "3 direct of 3", attempts: 3, duration: 4500 });
    expect(asPredictedText(all)).toBe("; as predicted in 3 of 3 (44 to 100 %)");
  });

  it("that differ are shown as such, with the one that differs, and are no pass", () => {
    const all = ofRepetitions([cell(), relayed, cell()]);
    expect(all).toMatchObject({ is: "varies", evidence: "cells/x/2", seed: 2, observed: "relayed" });
    expect(all.why).toBe("2 direct, 1 relayed; one of them: expected direct; observed relayed");
    expect(asPredictedText(all)).toBe("; as predicted in 2 of 3 (21 to 94 %)");
    expect(matrixExitCode({ ...report, cells: [all] })).toBe(1);
  });

  it("that all differ from the prediction are different", () => {
    expect(ofRepetitions([relayed, relayed])).toMatchObject({ is: "different", saw: "2 relayed of 2" });
  });

  it("that could not be judged are no pass, and not in the share", () => {
    const all = ofRepetitions([cell(), unclear]);
    expect(all).toMatchObject({ is: "inconclusive", repetitions: { of: 2, judged: 1, asPredicted: 1 } });
    expect(all.why).toBe("1 direct, 1 inconclusive; one of them: packets were lost in captures");
    expect(ofRepetitions([relayed, unclear])).toMatchObject({ is: "different" });
  });

  it("may differ where chance decides", () => {
    const chance = { predicted: "race" } as const;
    const all = ofRepetitions([cell(chance), cell({ ...chance, observed: "relayed" })]);
    expect(all).toMatchObject({ is: "as predicted", saw: "1 direct, 1 relayed of 2" });
  });
});
