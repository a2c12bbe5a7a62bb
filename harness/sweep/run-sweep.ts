/**
 * A performance sweep, in the order in which it happens:
 *
 * 1. `sweep-options.ts`: arguments → plan, or one line that says what is wrong
 * 2. `sweep-folder.ts`: the folder of the run, or of the one to continue
 * 3. `points.ts`: rates × delays × losses → links, each in a network of two homes
 * 4. here: each repetition of each system over each link, one at a time
 * 5. `trial.ts`: a laboratory; `overlay.ts` waits for the path, `measures/loads.ts` loads it
 * 6. `measure/`: captures of both overlay interfaces → bit rates, loss, latency, jitter, round trips
 * 7. `measures/metrics.ts`, `measures/statistics.ts`, `measures/series.ts`: repetitions → means with their spread; `compare.ts`: against a baseline
 * 8. `output/write.ts`: page with plots, tables, and sweep.json last, which marks the folder complete
 *
 * @module
 */
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileName } from "../compat/output/paths.ts";
import { caseSeed } from "../story/case-seed.ts";
import { lookUp, systemNamed } from "../story/cast.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import type { Point, SweepPlan, SweepReport, SweepTrial } from "./json.ts";
import { noVpn } from "./no-vpn.ts";
import { pointName, pointsOf } from "./points.ts";
import { sweepTrialKey, type SweepFolder } from "./sweep-folder.ts";
import type { TrialProgress } from "../run/progress/trial-progress.ts";
import { tryPoint } from "./trial.ts";

/** Tunable: how often a trial is repeated if the laboratory, not a program, was at fault. */
const tuned = { again: 1 };

export interface SweepRun {
  readonly folder: SweepFolder;
  readonly started: Date;
  readonly tool: SweepReport["tool"];
  readonly machine: SweepReport["machine"];
}

interface Job {
  readonly system: string;
  readonly point: Point;
  readonly repetition: number;
}

/** Throws ConfigError. */
export const sweepSystem = (name: string): SystemUnderTest => (name === noVpn.name ? noVpn : systemNamed(name));

/** Runs the unfinished trials and returns the report of all. Throws when interrupted; finished trials are kept. */
export async function runSweep(
  { folder, started, tool, machine }: SweepRun,
  progress: TrialProgress<SweepTrial>,
  interrupted: AbortSignal,
): Promise<SweepReport> {
  const began = performance.now();
  const { systems, missing } = await lookUpAll(folder.plan.systems);
  const all = sweepJobs(folder.plan).filter(({ system }) => !(system in missing));
  const left = all.filter((job) => !folder.settled.has(sweepTrialKey(job)));
  progress.begin(all.length, all.length - left.length);
  for (const job of left) {
    interrupted.throwIfAborted();
    const trial = await tryJob(job, folder, interrupted);
    folder.settle(trial);
    progress.settled(trial);
  }
  return {
    schema: 1,
    tool,
    machine,
    plan: folder.plan,
    started: started.toISOString(),
    duration: performance.now() - began,
    systems,
    missing,
    trials: [...folder.settled.values()],
  };
}

/** Everything once before anything is repeated, so that an interrupted run has something of each. */
export const sweepJobs = (plan: SweepPlan): readonly Job[] =>
  Array.from({ length: plan.repetitions }, (_, i) =>
    pointsOf(plan).flatMap((point) => plan.systems.map((system): Job => ({ system, point, repetition: i + 1 }))),
  ).flat();

async function tryJob({ system, point, repetition }: Job, { path, plan }: SweepFolder, interrupted: AbortSignal) {
  const evidence = join("trials", fileName(system), fileName(pointName(point)), String(repetition));
  for (let attempt = 0; ; attempt++) {
    // The same for every system: their packets meet the same fates, as far as their numbers agree.
    const seed = caseSeed(plan.seed + attempt, `sweep ${repetition}`, pointName(point));
    const setting = { system: sweepSystem(system), point, plan, seed, folder: join(path, evidence), interrupted };
    const outcome = await tryPoint(setting);
    if (outcome.outcome === "inconclusive" && attempt < tuned.again) continue;
    return { system, point, repetition, seed, evidence, ...outcome };
  }
}

async function lookUpAll(names: readonly string[]): Promise<Pick<SweepReport, "systems" | "missing">> {
  const systems: SweepReport["systems"] = [];
  const missing: SweepReport["missing"] = {};
  for (const name of names) {
    const found = await lookUp({ all: sweepSystem(name) });
    if ("why" in found) missing[name] = found.why;
    else {
      const { version, source, files } = found.systems[0]!;
      systems.push({ name, version, source, files: { ...files } });
    }
  }
  return { systems, missing };
}
