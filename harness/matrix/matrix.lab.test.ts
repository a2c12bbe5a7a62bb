import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeAgain } from "../rejudge/judge-again.ts";
import { makeCell } from "./cell.ts";
import type { CellSpec } from "./cell-spec.ts";
import { eduCells } from "./sets/edu.ts";
import { allPairs } from "./sets/pairs.ts";
import { runCell } from "./run-cell.ts";

const plan = { set: "all", world: "lab", seed: 11, loss: 0, delay: 0, pool: 1 } as const;
const setting = { plan, tool: { name: "n2n-natlab", version: "0" }, machine: { kernel: "", node: "" } };

const double = eduCells("double");
const pick = (specs: readonly CellSpec[], grid: string, row: string, column: string) =>
  specs.find((spec) => spec.grid === grid && spec.row === row && spec.column === column)!;

describe("a cell in the laboratory", () => {
  let folder = "";
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "matrix-"))));
  afterAll(() => rm(folder, { recursive: true }));

  it.each<[CellSpec, string, string[]]>([
    [pick(allPairs(), "pairs", "APDM-EIF", "EIM-ADF"), "direct", ["homeA", "homeB"]],
    [pick(allPairs(), "pairs", "EIM-APDF", "ADM-EIF"), "race", ["homeA", "homeB"]],
    [
      pick(double, "both sides", "EIM-EIF+EIM-APDF", "EIM-EIF+APDM-APDF"),
      "relayed",
      ["homeA", "homeAFloor1", "homeB", "homeBFloor1"],
    ],
    [pick(double, "hairpin", "EIM-APDF+EIM-EIF", "same"), "direct", ["home", "homeFloor1"]],
    [pick(double, "hairpin", "APDM-APDF+EIM-EIF", "same"), "relayed", ["home", "homeFloor1"]],
  ])("$grid $row $column", async (spec, path, routers) => {
    const cell = makeCell(spec, plan);
    expect(cell.prediction.path).toBe(path);
    const result = await runCell(cell, { ...setting, folder }, new AbortController().signal);
    expect(result).toMatchObject({ is: "as predicted", predicted: path });
    // Before and after the story.
    expect(result.proofs.map(({ router }) => router)).toEqual([...routers, ...routers]);
    expect(result.proofs.flatMap(({ differences }) => differences)).toEqual([]);
    if (path !== "race") expect(result.observed).toBe(path);
    // A relayed pair must have tried: punches of both were refused.
    if (path === "relayed") expect(result.saw).toMatch(/punches refused by/);
    const again = await judgeAgain(join(folder, result.evidence!));
    expect(again.cases.map(({ verdict }) => verdict)).toEqual(["pass"]);
    expect(await readFile(join(folder, result.evidence!, "index.html"), "utf8")).toContain(cell.name);
  });
});
