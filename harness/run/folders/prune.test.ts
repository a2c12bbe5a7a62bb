import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { standingMark } from "./marks.ts";
import { pruneRuns } from "./prune.ts";

let runs = "";
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "runs-"));
});
afterEach(() => rmSync(runs, { recursive: true }));

const name = (day: number) => `202601${String(day).padStart(2, "0")}T120000.000Z-same-lan`;

function run(day: number, ...files: readonly (readonly [string, string])[]): string {
  const folder = join(runs, name(day));
  mkdirSync(join(folder, "cases/one"), { recursive: true });
  for (const [file, text] of [["run.json", "{}"], ...files] as const) writeFileSync(join(folder, file), text);
  return folder;
}

const newest = (count: number) => ({ runs: count, bytes: Infinity });

describe("old runs", () => {
  it("may be removed by several commands at once", async () => {
    for (let day = 1; day <= 20; day++) run(day);
    const pruned = await Promise.all([1, 2, 3].map(() => pruneRuns(runs, newest(2), [])));
    expect(pruned.map(({ refused }) => refused)).toEqual([undefined, undefined, undefined]);
    expect(pruned.reduce((sum, { removed }) => sum + removed, 0)).toBe(18);
    expect(readdirSync(runs)).toEqual([name(19), name(20)]);
  });

  it("are removed, except for the newest", async () => {
    for (let day = 1; day <= 5; day++) run(day);
    expect(await pruneRuns(runs, newest(2), [])).toEqual({ removed: 3 });
    expect(readdirSync(runs)).toEqual([name(4), name(5)]);
    expect(await pruneRuns(runs, newest(2), [])).toEqual({ removed: 0 });
  });

  it("are removed when newer ones fill the space", async () => {
    for (let day = 1; day <= 5; day++) run(day, ["cases/one/capture", "x".repeat(1000)]);
    expect(await pruneRuns(runs, { runs: 4, bytes: 2500 }, [])).toEqual({ removed: 3 });
    expect(readdirSync(runs)).toEqual([4, 5].map(name));
    expect(await pruneRuns(runs, { runs: 4, bytes: 10 }, [join(runs, name(5))])).toEqual({ removed: 1 });
    expect(readdirSync(runs)).toEqual([5].map(name));
  });

  it("are kept if they are marked, if their laboratory is up, or if this command wrote them", async () => {
    const mine = run(1);
    run(2, ["keep", ""]);
    run(3, [standingMark, `${process.pid}\n`]);
    run(4, [standingMark, "999999999\n"]);
    run(5);
    expect(await pruneRuns(runs, newest(1), [mine])).toEqual({ removed: 1 });
    expect(readdirSync(runs)).toEqual([1, 2, 3, 5].map(name));
  });

  it("are distinguished from other files", async () => {
    run(8);
    run(9);
    const others = ["notes", ".unfinished-1-x", "20260101T120000.000Z-matrix-all"];
    for (const other of others) mkdirSync(join(runs, other));
    symlinkSync(name(8), join(runs, name(1)));
    writeFileSync(join(runs, name(2)), "a file of that name");
    expect(await pruneRuns(runs, newest(1), [])).toEqual({ removed: 1 });
    expect(readdirSync(runs).sort()).toEqual([...others, name(1), name(2), name(9)].sort());
  });
});
