import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaseReport } from "../report/run-json.ts";
import { castOf } from "../run/cast.ts";
import { loadScenario } from "../run/load.ts";
import { runCase } from "../run/run-case.ts";
import type { Outcome } from "./scratch.ts";

const scenarioName = "symmetric-vs-cone";
const caseName = "full-cone";
const silent = { done: () => undefined, at: () => undefined };

/**
 * A case of the main job as it is run: a laboratory is built, its NATs are measured, edges and a supernode start, and
 * captures are judged. A busy machine gets a second chance, as it does in a run. Nothing is kept.
 */
export async function mainJobRuns(): Promise<Outcome> {
  if (process.getuid?.() !== 0) return { works: false, detail: "not tried without root" };
  const first = await runOnce();
  const report = first.verdict === "inconclusive" ? await runOnce() : first;
  const { verdict, duration } = report;
  const seconds = (duration / 1000).toFixed(1);
  if (verdict === "pass") return { works: true, detail: `${scenarioName}, case ${caseName}: pass in ${seconds} s` };
  return { works: false, detail: `${scenarioName}, case ${caseName}: ${verdict}: ${whyOf(report)}` };
}

async function runOnce(): Promise<CaseReport> {
  const scenario = await loadScenario(scenarioName);
  const folder = await mkdtemp(join(tmpdir(), "natlab-doctor-"));
  try {
    const run = { scenario, case: caseName, world: "lab", seed: 1, folder, build: {}, relayOnly: [] } as const;
    return await runCase({ ...run, cast: castOf(scenario, caseName, {}) }, silent, new AbortController().signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const whyOf = ({ why, failure }: CaseReport): string =>
  (why ?? (failure === undefined ? "no reason given" : `expected ${failure.expected}; observed ${failure.observed}`))
    .split("\n")
    .join("; ");
