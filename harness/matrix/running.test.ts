import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeMatrixFolder, resumeMatrixFolder } from "./matrix-folder.ts";
import { parseMatrixOptions } from "./matrix-options.ts";
import { mergeParts } from "./merge.ts";
import { inParallel } from "./pool.ts";
import { cellsOf } from "./sets/sets.ts";
import { classicReport } from "./testing/report.ts";

const whole = classicReport();

describe("inParallel", () => {
  it("runs all, started in order, as many at a time as allowed", async () => {
    const started: number[] = [];
    let [running, most] = [0, 0];
    await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
      started.push(item);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    });
    expect([started, most]).toEqual([[1, 2, 3, 4, 5], 2]);
  });

  it("starts no more after an error, and throws it", async () => {
    const started: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      if (item === 2) throw new Error("no");
    };
    await expect(inParallel([1, 2, 3, 4], 1, work)).rejects.toThrow("no");
    expect(started).toEqual([1, 2]);
  });
});

describe("options", () => {
  it("--list shows what would be run, so it refuses --merge", async () => {
    await expect(parseMatrixOptions(["--list", "--merge", "a"])).rejects.toThrow(
      "--list and --merge: give only one of them",
    );
    await expect(parseMatrixOptions(["--list", "--resume"])).resolves.toMatchObject({ list: true, resume: "" });
  });
});

describe("a folder", () => {
  const here = process.cwd();
  let folder = "";
  beforeEach(async () => process.chdir((folder = await mkdtemp(join(tmpdir(), "matrix-")))));
  afterEach(async () => {
    process.chdir(here);
    await rm(folder, { recursive: true });
  });

  it("is resumed with the finished cells, and without one that was being written", async () => {
    const made = await makeMatrixFolder(whole.plan, new Date(0));
    made.settle(whole.cells[0]!);
    appendFileSync(join(made.path, "cells.jsonl"), JSON.stringify(whole.cells[1]).slice(0, 40));
    const resumed = await resumeMatrixFolder("");
    expect(resumed.path).toBe(made.path);
    expect(resumed.plan).toEqual(whole.plan);
    expect([...resumed.settled.values()]).toEqual([whole.cells[0]]);
    resumed.settle(whole.cells[2]!);
    expect((await resumeMatrixFolder(made.path)).settled.size).toBe(2);
  });

  it("can be run by one process at a time", async () => {
    const made = await makeMatrixFolder(whole.plan, new Date(0));
    const mark = join(made.path, "running");
    const other = spawn("sleep", ["60"]);
    writeFileSync(mark, `${other.pid}\n`);
    await expect(resumeMatrixFolder(made.path)).rejects.toThrow(`${made.path} is being run, by process ${other.pid}`);
    await expect(resumeMatrixFolder("")).rejects.toThrow("nothing to resume");
    other.kill();
    await once(other, "exit");
    await (await resumeMatrixFolder(""))[Symbol.asyncDispose]();
    expect(existsSync(mark)).toBe(false);
  });

  it("says that there is nothing to resume", async () => {
    await expect(resumeMatrixFolder("")).rejects.toThrow(/nothing to resume/);
    await expect(resumeMatrixFolder("elsewhere")).rejects.toThrow("elsewhere holds no matrix");
  });
});

describe("shards", () => {
  const parts = [1, 2, 3].map((index) => {
    const plan = { ...whole.plan, seed: index, shard: { index, of: 3 } };
    const mine = new Set(cellsOf(plan).map(({ name }) => name));
    return { ...whole, plan, cells: whole.cells.filter(({ name }) => mine.has(name)) };
  });
  const folders = ["reports/runs/a", "reports/runs/b", "elsewhere/c"];

  it("together have every cell once, and are about the same size", () => {
    expect(parts.map(({ cells }) => cells.length)).toEqual([9, 8, 8]);
    expect(new Set(parts.flatMap(({ cells }) => cells)).size).toBe(25);
  });

  it("are merged in the order of the set, with links to their evidence", () => {
    const merged = mergeParts([...parts].reverse(), [...folders].reverse(), "reports/runs/merged");
    expect(merged.cells.map(({ name }) => name)).toEqual(whole.cells.map(({ name }) => name));
    expect(merged.plan).not.toHaveProperty("shard");
    expect(merged.cells[0]!.evidence).toBe(`../a/cells/${whole.cells[0]!.name}`);
    expect(merged.cells[2]!.evidence).toBe(`../../../elsewhere/c/cells/${whole.cells[2]!.name}`);
  });

  it("are refused if one is missing or belongs to another matrix", () => {
    expect(() => mergeParts(parts.slice(1), folders, "x")).toThrow(/9 of 25 cells are missing from these folders/);
    const other = { ...parts[2]!, plan: { ...parts[2]!.plan, loss: 0.1 } };
    expect(() => mergeParts([parts[0]!, parts[1]!, other], folders, "x")).toThrow(
      /elsewhere\/c is not part of the same/,
    );
  });
});

describe("options", () => {
  const plan = async (...argv: string[]) => (await parseMatrixOptions(argv)).plan;

  it("choose one set, classic by default", async () => {
    expect((await plan()).set).toBe("classic");
    expect((await plan("--unordered")).set).toBe("unordered");
    expect((await plan("--edu", "double")).set).toBe("edu-double");
    await expect(plan("--all", "--edu", "double")).rejects.toThrow(/mutually exclusive/);
  });

  it("use eduP2P's units", async () => {
    expect(await plan("--loss", "1.5", "--delay", "20", "--seed", "ff")).toMatchObject({
      loss: 0.015,
      delay: 20,
      seed: 255,
    });
    await expect(plan("--loss", "100")).rejects.toThrow("--loss 100: must be from 0 to 99.9");
  });

  it("count shards from 1", async () => {
    expect((await plan("--shard", "2/4")).shard).toEqual({ index: 2, of: 4 });
    await expect(plan("--shard", "5/4")).rejects.toThrow(/must be I\/N/);
    await expect(plan("--shard", "0/4")).rejects.toThrow(/must be I\/N/);
  });

  it("resume the latest matrix, or the one in a folder", async () => {
    expect((await parseMatrixOptions(["--resume"])).resume).toBe("");
    expect((await parseMatrixOptions(["--resume", "reports/runs/x"])).resume).toBe("reports/runs/x");
  });
});
