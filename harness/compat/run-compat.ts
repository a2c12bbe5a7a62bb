/**
 * A compatibility run, in the order in which it happens:
 *
 * 1. `compat-options.ts`: arguments → plan, or one line that says what is wrong
 * 2. `compat-folder.ts`: the folder of the run, or of the one to continue
 * 3. `situations.ts`, `story.ts`: what every system is put through
 * 4. here: each repetition of each system in each situation, as soon as a processor is idle
 * 5. `trial.ts`: a case's report → a trial; `cell.ts`: repetitions → verdict; `score.ts`: verdicts → score
 * 6. `merge.ts`: shards → one report; `diff.ts`: two reports → what changed
 * 7. `output/write.ts`: pages, tables, badges, and compat.json last, which marks the folder complete
 * 8. `publish.ts`: the report and its history where others link to
 *
 * @module
 */
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Prediction } from "../nat/predict/predict.ts";
import { inParallel } from "../matrix/pool.ts";
import type { CaseReport, RunReport } from "../report/run-json.ts";
import { writeReports } from "../report/write-reports.ts";
import { ProcessorRoom } from "../run/processor-room.ts";
import { runCase } from "../run/run-case.ts";
import { caseSeed } from "../story/case-seed.ts";
import { castOf, lookUp, systemNamed } from "../story/cast.ts";
import { trialKey, type CompatFolder } from "./compat-folder.ts";
import type { CompatReport, SituationFacts, SystemFacts, CompatTrial } from "./json.ts";
import type { TrialProgress } from "../run/progress/trial-progress.ts";
import { predictionFor, situations, type Situation } from "./situations.ts";
import { compatStory } from "./story.ts";
import { compatTrial } from "./trial.ts";

/** `again`: how often a trial is repeated if the laboratory, not a program, was at fault. */
const tuned = { again: 2 };

export interface CompatRun {
  readonly folder: CompatFolder;
  readonly jobs: number;
  readonly started: Date;
  readonly tool: RunReport["tool"];
  readonly machine: RunReport["machine"];
}

interface Job {
  readonly system: string;
  readonly situation: Situation;
  readonly repetition: number;
}

/** Runs the unfinished trials and returns the report of all. Throws when interrupted; finished trials are kept. */
export async function runCompat(
  { folder, jobs, started, tool, machine }: CompatRun,
  progress: TrialProgress<CompatTrial>,
  interrupted: AbortSignal,
): Promise<CompatReport> {
  const began = performance.now();
  const room = new ProcessorRoom();
  const { facts, missing } = await lookUpAll(folder.plan.systems);
  const all = jobsOf(folder.plan, (name) => !(name in missing));
  const left = all.filter(
    ({ situation, ...rest }) => !folder.settled.has(trialKey({ ...rest, situation: situation.name })),
  );
  progress.begin(all.length, all.length - left.length);
  await inParallel(left, jobs, async (job) => {
    const trial = await room.run(() => {
      interrupted.throwIfAborted();
      return tryJob(job, { folder: folder.path, tool, machine, seed: folder.plan.seed }, interrupted);
    });
    folder.settle(trial);
    progress.settled(trial);
  });
  return {
    schema: 1,
    tool,
    machine,
    plan: folder.plan,
    started: started.toISOString(),
    duration: performance.now() - began,
    systems: facts,
    missing,
    situations: chosen(folder.plan).map((situation) => situationFacts(situation, folder.plan.systems)),
    trials: [...folder.settled.values()],
  };
}

/** What is known of a situation for these systems. */
export function situationFacts(situation: Situation, systems: readonly string[]): SituationFacts {
  const { name, group, row, column, prediction } = situation;
  const others = systems.flatMap((system) => {
    const way = systemNamed(system).capabilities.punching;
    const own = way === undefined ? prediction : predictionFor(situation, way);
    return own.path === prediction.path ? [] : [[system, factsOf(own)] as const];
  });
  const bySystem = others.length === 0 ? {} : { bySystem: Object.fromEntries(others) };
  return { name, group, row, column, ...factsOf(prediction), ...bySystem };
}

const factsOf = ({ path, because, clause }: Prediction) => ({ predicted: path, because, clause });

const chosen = (plan: CompatReport["plan"]): readonly Situation[] =>
  situations.filter(({ name }) => plan.situations.includes(name));

/** Every cell once before any is repeated, so that an interrupted run has something of each. A shard has every `of`-th job. */
export function jobsOf(plan: CompatReport["plan"], isHere: (system: string) => boolean = () => true): readonly Job[] {
  const { systems, repetitions, shard } = plan;
  const all = Array.from({ length: repetitions }, (_, i) =>
    chosen(plan).flatMap((situation) => systems.map((system): Job => ({ system, situation, repetition: i + 1 }))),
  ).flat();
  const mine = shard === undefined ? all : all.filter((_, i) => i % shard.of === shard.index - 1);
  return mine.filter(({ system }) => isHere(system));
}

async function lookUpAll(names: readonly string[]): Promise<{ facts: SystemFacts[]; missing: Record<string, string> }> {
  const facts: SystemFacts[] = [];
  const missing: Record<string, string> = {};
  for (const name of names) {
    const sut = systemNamed(name);
    const found = await lookUp({ all: sut });
    if ("why" in found) missing[name] = found.why;
    else {
      const { version, source, files } = found.systems[0]!;
      const { layer, helper, relays, keys } = sut.capabilities;
      facts.push({ name, version, source, files: { ...files }, layer, helper, relays, keys });
    }
  }
  return { facts, missing };
}

interface Place {
  /** Of the run. */
  readonly folder: string;
  readonly tool: RunReport["tool"];
  readonly machine: RunReport["machine"];
  readonly seed: number;
}

async function tryJob(job: Job, place: Place, interrupted: AbortSignal): Promise<CompatTrial> {
  const { system, situation, repetition } = job;
  const within = join("trials", system, situation.name, String(repetition));
  for (let attempt = 0; ; attempt++) {
    const report = await attemptJob(job, place, join(place.folder, within), attempt, interrupted);
    if (report.verdict === "inconclusive" && attempt < tuned.again) continue;
    return compatTrial(system, situation, repetition, report, within);
  }
}

async function attemptJob(
  { system, situation, repetition }: Job,
  { tool, machine, seed: runSeed }: Place,
  folder: string,
  attempt: number,
  interrupted: AbortSignal,
): Promise<CaseReport> {
  const started = new Date();
  const story = compatStory(situation);
  const seed = caseSeed(runSeed + attempt, `compat ${repetition}`, situation.name);
  const programs = { all: system, byHost: {} };
  const cast = castOf(story, situation.name, programs);
  const setting = {
    scenario: story,
    case: situation.name,
    world: "lab",
    seed,
    folder,
    build: {},
    relayOnly: [],
  } as const;
  const report = await runCase({ ...setting, cast }, silent, interrupted);
  await writeReports(folder, {
    schema: 1,
    tool,
    machine,
    scenario: `compat ${system}`,
    claim: situation.prediction.because,
    world: "lab",
    seed: runSeed,
    flags: [`--sut ${system}`],
    again: `npm run compat -- --system ${system} --situation ${situation.name} --repeat 1 --seed ${runSeed.toString(16)}`,
    started: started.toISOString(),
    duration: report.duration,
    cases: [report],
  });
  return report;
}

const silent = { done: () => undefined, at: () => undefined };
