import { expect, it } from "vitest";
import { mergeCompat } from "./merge.ts";
import type { CompatReport } from "./json.ts";
import { jobsOf } from "./run-compat.ts";
import { situations } from "./situations.ts";
import { madeReport, trial } from "./testing/made-report.ts";

const plan = {
  systems: ["ours", "tinc"],
  situations: situations.slice(0, 2).map(({ name }) => name),
  repetitions: 2,
  seed: 1,
};

/** What a shard's report holds. */
function part(index: number, of: number): CompatReport {
  const own = { ...plan, shard: { index, of } };
  const trials = jobsOf(own).map(({ system, situation, repetition }) => {
    const facts = { ...situation, predicted: "direct" as const, because: "" };
    return trial(system, facts, "direct", { repetition });
  });
  return madeReport(trials, { plan: own, systems: madeReport([]).systems });
}

it("merges shards into one report that links to their evidence", () => {
  const whole = mergeCompat([part(1, 3), part(2, 3), part(3, 3)], ["runs/a", "runs/b", "runs/c"], "runs/whole");
  expect(whole.plan).toEqual(plan);
  expect(whole.trials).toHaveLength(8);
  const evidence = new Set(whole.trials.map(({ evidence: folder }) => folder!.split("/").slice(0, 2).join("/")));
  expect([...evidence].sort()).toEqual(["../a", "../b", "../c"]);
});

it("refuses an incomplete run, a shard of another run, and other programs", () => {
  expect(() => mergeCompat([part(1, 2)], ["a"], "whole")).toThrow(/4 of 8 trials are missing from these folders/);
  const other = { ...part(2, 2), plan: { ...plan, repetitions: 3 } };
  expect(() => mergeCompat([part(1, 2), other], ["a", "b"], "whole")).toThrow(/b is not part of the same run as a/);
  const newer = { ...part(2, 2), systems: madeReport([trial("ours", { ...situations[0]!, predicted: "direct", because: "" }, "direct")]).systems }; // prettier-ignore
  expect(() => mergeCompat([part(1, 2), newer], ["a", "b"], "whole")).toThrow(/b ran other programs than a/);
});
