import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseRun, type CaseReport } from "../../report/run-json.ts";
import type { CompatCell } from "../cell.ts";
import type { CompatTrial } from "../json.ts";
import type { ShownTrial } from "./pages/cell.ts";

/** The first repetition with each outcome of a cell. `folder`: to which paths of evidence are relative. */
export function shownTrials({ trials }: CompatCell, folder: string): Promise<readonly ShownTrial[]> {
  const firsts = trials.filter((trial, i) => trials.findIndex(({ outcome }) => outcome === trial.outcome) === i);
  return Promise.all(firsts.map(async (trial) => ({ trial, shown: await reportOf(trial, folder) })));
}

/** Undefined when it was never written, was removed, or is damaged: the page says so. */
async function reportOf({ evidence }: CompatTrial, folder: string): Promise<CaseReport | undefined> {
  if (evidence === undefined) return undefined;
  try {
    return parseRun(JSON.parse(await readFile(join(folder, evidence, "run.json"), "utf8"))).cases[0];
  } catch {
    return undefined;
  }
}
