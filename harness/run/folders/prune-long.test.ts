import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runningMark } from "./marks.ts";
import { pruneLongRuns } from "./prune-long.ts";

let runs = "";
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "runs-"));
});
afterEach(() => rmSync(runs, { recursive: true }));

/** A folder of a day with these files; returns its name. */
function folder(day: number, ending: string, ...files: readonly string[]): string {
  const name = `202601${String(day).padStart(2, "0")}T120000.000Z-${ending}`;
  mkdirSync(join(runs, name));
  for (const file of files)
    writeFileSync(join(runs, name, file), file === runningMark ? `${process.pid}\n` : "x".repeat(500));
  return name;
}

const finished = ["plan.json", "matrix.json"];
const matrices = { prefix: "matrix", finished: "matrix.json" };

/** Keeps that many; what is left. */
async function left(count: number, mine = "", bytes = Infinity): Promise<readonly string[]> {
  const { refused } = await pruneLongRuns(runs, matrices, { runs: count, bytes }, join(runs, mine));
  expect(refused).toBeUndefined();
  return readdirSync(runs).sort();
}

describe("older long runs", () => {
  it("are removed, finished or not, except for the newest", async () => {
    folder(1, "matrix-all", ...finished);
    folder(2, "matrix-all", "plan.json");
    const newest = [folder(3, "matrix-classic", "plan.json"), folder(4, "matrix-edu-extended-double", ...finished)];
    expect(await left(2)).toEqual(newest);
  });

  it("are removed when newer ones fill the space, but not this one", async () => {
    const mine = folder(1, "matrix-all", ...finished);
    folder(2, "matrix-all", ...finished);
    const newest = [folder(3, "matrix-all", ...finished), folder(4, "matrix-all", ...finished)];
    expect(await left(10, mine, 2999)).toEqual([mine, ...newest]);
  });

  it("are kept however large if they are the newest two, because each took hours", async () => {
    folder(1, "matrix-all", ...finished);
    const newest = [folder(2, "matrix-all", ...finished), folder(3, "matrix-all", ...finished)];
    expect(await left(10, "", 0)).toEqual(newest);
  });

  it("are kept if they are marked or being run", async () => {
    const kept = [folder(1, "matrix-all", ...finished, "keep"), folder(2, "matrix-all", "plan.json", runningMark)];
    folder(3, "matrix-all", ...finished);
    expect(await left(0)).toEqual(kept);
  });

  it("are one run if they are shards of one whole, with what was merged from them", async () => {
    folder(1, "matrix-all-1of2", ...finished);
    folder(2, "matrix-all-2of2", ...finished);
    folder(3, "matrix-all-1of3", ...finished);
    const whole = [
      folder(4, "matrix-all-1of2", ...finished),
      folder(5, "matrix-classic", ...finished),
      folder(6, "matrix-all-2of2", ...finished),
      folder(7, "matrix-all", "matrix.json"),
      folder(8, "matrix-all", "matrix.json"),
    ];
    expect(await left(2)).toEqual(whole);
    expect(await left(1)).toEqual(whole.filter((name) => !name.includes("classic")));
  });

  it("stay as a whole while one shard is being run", async () => {
    const shards = [folder(1, "matrix-all-1of2", ...finished), folder(2, "matrix-all-2of2", "plan.json", runningMark)];
    const newest = folder(3, "matrix-classic", ...finished);
    expect(await left(1)).toEqual([...shards, newest]);
  });

  it("are distinguished from runs of scenarios, other kinds and files of users", async () => {
    const others = [
      folder(1, "matrix-of-mine", "run.json"),
      folder(1, "compat", "plan.json", "compat.json"),
      folder(1, "same-lan", "run.json"),
    ];
    mkdirSync(join(runs, "notes"));
    const newest = folder(9, "matrix-all", ...finished);
    symlinkSync(newest, join(runs, "20260101T120000.000Z-matrix-all"));
    const all = readdirSync(runs).sort();
    expect(all).toEqual(expect.arrayContaining([...others, newest, "notes"]));
    folder(2, "matrix-all", ...finished);
    expect(await left(1)).toEqual(all);
  });

  it("are found by the names of compatibility reports too", async () => {
    folder(1, "compat-1of2", "plan.json", "compat.json");
    const whole = [folder(2, "compat-1of2", "plan.json"), folder(3, "compat-2of2", "plan.json"), folder(4, "compat-merged", "compat.json")]; // prettier-ignore
    await pruneLongRuns(runs, { prefix: "compat", finished: "compat.json" }, { runs: 1, bytes: Infinity }, "");
    expect(readdirSync(runs).sort()).toEqual(whole);
  });
});
