import { laboratoryTrouble } from "../../ci/bootstrap/namespaces.mjs";
import type { CaseReport } from "../report/run-json.ts";
import { castOf } from "../story/cast.ts";
import { loadScenario } from "../run/load.ts";
import { runCase } from "../run/run-case.ts";
import { RunFolder } from "../run/folders/run-folder.ts";
import type { ScratchOutcome } from "./scratch.ts";

const scenarioName = "symmetric-vs-cone";
const caseName = "full-cone";
/** If everything else works, it did not work fast enough to judge by. */
const whenInconclusive = `fix what is marked above, or else stop other programs, and try again: npm run scenario ${scenarioName} -- --case ${caseName}`;
const silent = { done: () => undefined, at: () => undefined };

/**
 * Runs one case of the main job: builds a laboratory, measures its NATs, starts edges and a supernode, judges the
 * captures. As in a run, a busy machine gets a second chance. Keeps nothing. Rejects when interrupted.
 */
export async function mainJobRuns(interrupted: AbortSignal): Promise<ScratchOutcome> {
  if (laboratoryTrouble() !== undefined)
    return { works: false, tried: false, detail: "not tried without namespaces and TAP" };
  const first = await runOnce(interrupted);
  const report = first.verdict === "inconclusive" ? await runOnce(interrupted) : first;
  const { verdict, duration } = report;
  const seconds = (duration / 1000).toFixed(1);
  if (verdict === "pass") return { works: true, detail: `${scenarioName}, case ${caseName}: pass in ${seconds} s` };
  const detail = `${scenarioName}, case ${caseName}: ${verdict}: ${whyOf(report)}`;
  return { works: false, detail, ...(verdict === "inconclusive" && { fix: whenInconclusive }) };
}

async function runOnce(interrupted: AbortSignal): Promise<CaseReport> {
  const scenario = await loadScenario(scenarioName);
  // Where runs are written, to notice a disk with too little space for them.
  const folder = await RunFolder.make(new Date(), "doctor");
  try {
    const run = {
      scenario,
      case: caseName,
      world: "lab",
      seed: 1,
      folder: folder.path,
      build: {},
      relayOnly: [],
      record: false,
    } as const;
    return await runCase({ ...run, cast: castOf(scenario, caseName) }, silent, interrupted);
  } finally {
    await folder.remove();
  }
}

const whyOf = ({ why, failure }: CaseReport): string =>
  (why ?? (failure === undefined ? "no reason given" : `expected ${failure.expected}; observed ${failure.observed}`))
    .split("\n")
    .join("; ");
