import { expect, it } from "vitest";
import { cellStory } from "../../matrix/cell-story.ts";
import { cellsOf } from "../../matrix/sets/sets.ts";
import { SimWorld } from "../../sim/sim-world.ts";
import { runStory } from "../../story/story.ts";
import { caseReport, type CaseSetting } from "../case-report.ts";
import { parseRun, type CaseReport, type RunReport } from "../run-json.ts";
import { edgeRecording } from "../testing/recorded.ts";
import { testRun } from "../testing/run.ts";
import { runPage } from "./html.ts";

async function fiveCases(more: Partial<CaseSetting> = {}): Promise<RunReport> {
  const cells = cellsOf({ set: "classic", world: "sim", seed: 1, loss: 0, delay: 20, pool: 1 }).slice(-5);
  const cases: CaseReport[] = [];
  for (const cell of cells) {
    await using world = await SimWorld.open(cell.topology, { scenario: "matrix", case: cell.name, seed: 3 });
    const evidence = await runStory(cellStory([cell]), cell.name, world);
    const setting = {
      a: "alice",
      b: "bob",
      path: "either",
      duration: 1,
      folder: `cases/${cell.name}`,
      ...more,
    } as const;
    cases.push(caseReport(evidence, setting));
  }
  return { ...testRun(), cases };
}

const pageBytes = (run: RunReport) => Buffer.byteLength(runPage(run, "reports/runs/20261121T164720.819Z-matrix"));

it("a page of five cases is below 300 kB, and run.json fits its schema", async () => {
  const run = await fiveCases();
  const { cases } = run;
  expect(cases.every(({ bindings = [], pings = [], ladder }) => bindings.length > 0 && pings.length > 0 && ladder.rows.length > 5)).toBe(true); // prettier-ignore
  expect(parseRun(JSON.parse(JSON.stringify(run)))).toEqual(run);
  expect(pageBytes(run)).toBeLessThan(300_000);
});

it("recordings of any length add less than 100 kB a case", async () => {
  const run = await fiveCases({ recordings: Array.from({ length: 12 }, () => edgeRecording) });
  expect(run.cases.every(({ recordings }) => recordings!.left !== undefined)).toBe(true);
  expect(parseRun(JSON.parse(JSON.stringify(run)))).toEqual(run);
  expect(pageBytes(run)).toBeLessThan(800_000);
});
