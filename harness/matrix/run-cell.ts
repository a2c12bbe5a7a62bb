import { join } from "node:path";
import type { Scenario } from "../story/scenario.ts";
import { nothingAsked } from "../story/asked-programs.ts";
import { castOf } from "../story/cast.ts";
import { caseSeed } from "../story/case-seed.ts";
import { runCase } from "../run/run-case.ts";
import type { CaseReport, RunReport } from "../report/run-json.ts";
import { writeReports } from "../report/write-reports.ts";
import { matrixCommand } from "./again.ts";
import type { Cell } from "./cell.ts";
import { cellStory } from "./cell-story.ts";
import { ofRepetitions } from "./repetitions.ts";
import type { CellResult, MatrixPlan } from "./output/json.ts";

/** Tunable. `again`: how often a cell is repeated if the laboratory, not a program, is at fault. */
const tuned = { again: 2 };

export interface CellRun {
  readonly plan: MatrixPlan;
  /** Of the matrix; the cell writes into a folder below it. */
  readonly folder: string;
  readonly tool: RunReport["tool"];
  readonly machine: RunReport["machine"];
}

/**
 * Runs one cell as often as planned and writes its page, run.json and evidence into `cells/NAME`, or `cells/NAME/REPETITION`.
 * Throws when interrupted.
 */
export async function runCell(cell: Cell, run: CellRun, interrupted: AbortSignal): Promise<CellResult> {
  const { repetitions = 1 } = run.plan;
  const results: CellResult[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition++)
    results.push(await repeatCell(cell, run, repetition, interrupted));
  return ofRepetitions(results);
}

async function repeatCell(cell: Cell, run: CellRun, repetition: number, interrupted: AbortSignal): Promise<CellResult> {
  const within = join("cells", cell.name, ...(run.plan.repetitions === undefined ? [] : [`${repetition}`]));
  for (let attempt = 1; ; attempt++) {
    const draw = { attempt, repetition };
    const report = await attemptCell(cell, run, join(run.folder, within), draw, interrupted);
    if (report.verdict === "inconclusive" && attempt <= tuned.again) continue;
    return { ...resultOf(cell, report, isOurs(run.plan)), attempts: attempt, evidence: within };
  }
}

async function attemptCell(
  cell: Cell,
  { plan, tool, machine }: CellRun,
  folder: string,
  { attempt, repetition }: { readonly attempt: number; readonly repetition: number },
  interrupted: AbortSignal,
): Promise<CaseReport> {
  const started = new Date();
  const story = cellStory([cell], isOurs(plan)) as Scenario;
  // Each attempt and repetition draws other ports. The first draws the same ones whatever else runs.
  const seed = caseSeed(plan.seed + attempt - 1, repetition === 1 ? "matrix" : `matrix ${repetition}`, cell.name);
  const setting = { scenario: story, case: cell.name, world: plan.world, seed, folder, build: {}, relayOnly: [] };
  const cast = castOf(story, cell.name, plan.programs);
  const report = await runCase({ ...setting, cast }, silent, interrupted);
  await writeReports(folder, {
    schema: 1,
    tool,
    machine,
    scenario: `matrix ${plan.set}`,
    claim: cell.prediction.because,
    world: plan.world,
    seed: plan.seed,
    again: matrixCommand(plan),
    started: started.toISOString(),
    duration: report.duration,
    cases: [report],
  });
  return report;
}

/** The oracle predicts the paths of our programs; for others the path is observed and compared. */
const isOurs = ({ programs: { all, byHost } = nothingAsked }: MatrixPlan): boolean =>
  [all ?? "ours", ...Object.values(byHost)].every((name) => name === "ours");

const silent = { done: () => undefined, at: () => undefined };

/** Compares a report with the prediction. */
function resultOf(cell: Cell, report: CaseReport, ours: boolean): Omit<CellResult, "attempts"> {
  const { name, grid, row, column, prediction, otherSuite } = cell;
  return {
    name,
    grid,
    row,
    column,
    predicted: prediction.path,
    because: prediction.because,
    observed: report.observedPath,
    saw: report.because,
    ...judged(cell, report, ours),
    proofs: report.proofs.map(({ router, declared, differences }) => ({ router, declared, differences })),
    ...(otherSuite && { otherSuite }),
    seed: report.seed,
    duration: report.duration,
  };
}

function judged(
  { prediction }: Cell,
  { verdict, failure, why = "", observedPath }: CaseReport,
  ours: boolean,
): Pick<CellResult, "is" | "why"> {
  switch (verdict) {
    case "pass":
      if (ours || ["race", "either", "one-way", observedPath].includes(prediction.path)) return { is: "as predicted" };
      return { is: "different", why: `expected ${prediction.path}; observed ${observedPath}` };
    case "fail": {
      // Another path than the predicted one is the fault of the oracle or the program; no path, of the program.
      const is = ["direct", "half-direct", "relayed"].includes(observedPath) ? "different" : "failed";
      return {
        is,
        why: `expected ${failure!.expected}; observed ${failure!.observed}; stopped at ${failure!.stoppedAt}`,
      };
    }
    case "inconclusive":
      return { is: "inconclusive", why };
    case "unsupported":
      return { is: "skipped", why };
  }
}
