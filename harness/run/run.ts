import { lstat, mkdir, rm, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { performance } from "node:perf_hooks";
import type { CaseReport, RunReport } from "../report/run-json.ts";
import { writeReports } from "../report/write-reports.ts";
import { caseSeed } from "./case-seed.ts";
import { chooseCases } from "./load.ts";
import { machineOf, toolOf } from "./machine.ts";
import type { RunOptions } from "./options.ts";
import { chooseDisplay, runTasks, type CaseProgress } from "./progress.ts";
import { runCase } from "./run-case.ts";
import type { Scenario } from "./scenario.ts";
import { Standing } from "./standing.ts";

export interface FinishedRun {
  readonly report: RunReport;
  readonly folder: string;
}

const runs = "reports/runs";

/** Runs the chosen cases of one scenario side by side and writes their reports. Throws when interrupted. */
export async function runScenario(
  scenario: Scenario,
  options: RunOptions,
  interrupted: AbortSignal,
): Promise<FinishedRun> {
  const began = performance.now();
  const started = new Date();
  const names = chooseCases(scenario, options.cases);
  const folder = join(runs, `${stamp(started)}-${scenario.name}`);
  await mkdir(folder, { recursive: true });
  const { build, relayOnly } = options;
  const standing = options.keep ? new Standing(interrupted, names.length) : undefined;
  const reports = new Map<string, CaseReport>();
  const run = (name: string) => async (progress: CaseProgress) => {
    interrupted.throwIfAborted();
    const seed = caseSeed(options.seed, scenario.name, name);
    const keep = standing && { keep: (pid: number | undefined) => standing.until(scenario.name, name, pid) };
    const setting = { scenario, case: name, world: options.world, seed, folder, build, relayOnly, ...keep };
    const report = await runCase(setting, progress, interrupted);
    if (standing !== undefined && report.folder === undefined) standing.gone();
    reports.set(name, report);
  };
  try {
    await runTasks(
      names.map((name) => ({ title: name, run: run(name) })),
      options.keep ? names.length : options.jobs,
      chooseDisplay(options.json),
    );
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const report: RunReport = {
    schema: 1,
    tool: toolOf(),
    machine: await machineOf(),
    scenario: scenario.name,
    claim: scenario.claim,
    world: options.world,
    seed: options.seed,
    started: started.toISOString(),
    duration: performance.now() - began,
    cases: names.map((name) => reports.get(name)!),
  };
  await writeReports(folder, report);
  await pointLatestTo(folder);
  return { report, folder };
}

/** 20261121T142530.123Z: sorts by time, and two runs of one second do not meet. */
const stamp = (at: Date) => at.toISOString().replaceAll(/[-:]/g, "");

async function pointLatestTo(folder: string): Promise<void> {
  const latest = "reports/latest";
  const there = await lstat(latest).catch(() => undefined);
  if (there !== undefined && !there.isSymbolicLink()) return;
  await rm(latest, { force: true });
  await symlink(relative("reports", folder), latest).catch(() => undefined);
}
