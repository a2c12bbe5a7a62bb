/**
 * A run, in the order in which it happens:
 *
 * 1. `options/options.ts`, `options/check.ts`: arguments → options, or one line that says what is wrong
 * 2. `load.ts`: scenarios and their cases, by name
 * 3. `simulate.ts`: every case in the simulation, once all laboratories have begun
 * 4. `folders/run-folder.ts`: the folder of the run; `folders/prune.ts` removes old ones
 * 5. `processor-room.ts`: starts a case when a processor is idle; `progress/progress.ts` shows how far each is
 * 6. `run-case.ts`: one case, from an empty world to its report; `endings.ts`: its world ends meanwhile
 * 7. `disturbed.ts`: a case that other cases disturbed runs once more, alone
 * 8. `../report/write-reports.ts`: run.json, JUnit, page; `cli.ts` prints the table and chooses the exit code
 *
 * @module
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { environmentError } from "../../src/base/environment-error.ts";
import type { CaseReport, RunReport } from "../report/run-json.ts";
import { writeReports } from "../report/write-reports.ts";
import type { SystemRun } from "../evidence/evidence.ts";
import { type Cast, castOf, lookUp } from "../story/cast.ts";
import { askedFlags } from "../story/asked-programs.ts";
import { caseSeed } from "../story/case-seed.ts";
import { notSimulable } from "./lacking.ts";
import { disturbedByOthers } from "./disturbed.ts";
import { Endings } from "./endings.ts";
import { chooseCases } from "./load.ts";
import { machineOf, toolOf } from "./machine.ts";
import type { RunOptions } from "./options/options.ts";
import { chooseDisplay, runTasks, type CaseProgress, type CaseTask } from "./progress/progress.ts";
import { ProcessorRoom } from "./processor-room.ts";
import { type CaseRun, type Repeatable, runCase } from "./run-case.ts";
import { RunFolder } from "./folders/run-folder.ts";
import { runsFolder } from "../project/project.ts";
import type { Scenario } from "../story/scenario.ts";
import { simulate, type Simulated } from "./simulate.ts";
import type { KeptLabs } from "../hand/kept-labs.ts";

export interface FinishedRun {
  readonly report: RunReport;
  readonly folder: string;
  /** Only of a laboratory run. */
  readonly simulated?: Simulated;
  /** By case, of those that ran in the laboratory. */
  readonly repeatable?: ReadonlyMap<string, Repeatable>;
  /** What ended the run before all cases were finished: an interruption, a mistake, a full disk. */
  readonly endedBy?: Error;
}

/** What is known before the first case starts. */
export interface Beginning {
  readonly tool: RunReport["tool"];
  readonly machine: RunReport["machine"];
  /** Programs under test, of those that are here; empty = ours, simulated. */
  readonly systems: readonly SystemRun[];
}

/**
 * Runs the chosen cases of one scenario side by side and writes their reports. What ends it early leaves the report of the
 * finished cases; if there are none, it is thrown and nothing is left. `standing` takes the laboratories over.
 */
export async function runScenario(
  scenario: Scenario,
  options: RunOptions,
  interrupted: AbortSignal,
  begin: (what: Beginning) => void = () => undefined,
  standing?: KeptLabs,
): Promise<FinishedRun> {
  const began = performance.now();
  const started = new Date();
  const names = chooseCases(scenario, options.cases);
  const casts = new Map(names.map((name) => [name, castOf(scenario, name, options.programs)]));
  const simulable = names.filter(
    (name) => notSimulable(casts.get(name)!, scenario.net(scenario.cases[name])) === undefined,
  );
  const beginning = {
    tool: toolOf(),
    machine: await machineOf(),
    systems: options.world === "lab" ? await systemsIn([...casts.values()]) : [],
  };
  begin(beginning);
  const folder = await RunFolder.make(started, scenario.name);
  const endings = new Endings();
  try {
    const also = options.world === "lab" && simulable.length > 0 ? () => simulate(scenario, simulable, options, interrupted) : undefined; // prettier-ignore
    const { cases, repeatable, simulated, error } = await runCases(
      scenario,
      casts,
      options,
      folder.path,
      interrupted,
      standing,
      endings,
      also,
    );
    if (cases.length === 0 && error !== undefined) throw error;
    const unfinished = names.filter((name) => !cases.some((caseReport) => caseReport.name === name));
    const ended = endings.over().then(
      () => undefined,
      (failed: Error) => failed,
    );
    if (unfinished.length > 0) await ended;
    for (const name of unfinished) await rm(join(folder.path, "cases", name), { recursive: true, force: true });
    const report: RunReport = {
      schema: 1,
      tool: beginning.tool,
      machine: beginning.machine,
      scenario: scenario.name,
      claim: scenario.claim,
      world: options.world,
      seed: options.seed,
      flags: flagsOf(options),
      started: started.toISOString(),
      duration: performance.now() - began,
      cases: cases.map((caseReport) => withSimulation(caseReport, simulated)),
      ...(unfinished.length > 0 && { unfinished }),
    };
    // Secrets below the folder are removed when a laboratory has ended, so it keeps its name until then.
    const [notEnded] = await Promise.all([ended, writeReports(folder.path, report, folder.final)]);
    const final = await folder.finish();
    if (standing?.isEmpty === false) await standing.mark(final, folder.path);
    const endedBy = error ?? notEnded;
    return {
      report,
      folder: final,
      ...(simulated && { simulated }),
      ...(repeatable && { repeatable }),
      ...(endedBy !== undefined && { endedBy: withPlace(endedBy) }),
    };
  } catch (error) {
    await endings.over().catch(() => undefined);
    await folder.remove();
    throw withPlace(error as Error);
  }
}

async function systemsIn(casts: readonly Cast[]): Promise<readonly SystemRun[]> {
  const looked = await Promise.all(casts.map(lookUp));
  return looked.flatMap((one) => ("why" in one ? [] : one.systems));
}

/** Node does not say what was written to when a disk is full. */
function withPlace(error: Error): Error {
  const { path, syscall } = error as NodeJS.ErrnoException;
  return path === undefined && syscall === "write"
    ? (environmentError(error, `write below ${runsFolder()}`) ?? error)
    : error;
}

/** The finished cases, and what ended it before the others were. `also`: begins when all laboratories have, which wait most of the time. */
async function runCases(
  scenario: Scenario,
  casts: ReadonlyMap<string, Cast>,
  options: RunOptions,
  folder: string,
  interrupted: AbortSignal,
  standing: KeptLabs | undefined,
  endings: Endings,
  also: (() => Promise<Simulated>) | undefined,
): Promise<{
  readonly cases: readonly CaseReport[];
  readonly simulated?: Simulated;
  readonly repeatable?: FinishedRun["repeatable"];
  readonly error?: Error;
}> {
  const { world, build, relayOnly, proof, record } = options;
  const names = [...casts.keys()];
  const reports = new Map<string, CaseReport>();
  const repeatable = new Map<string, Repeatable>();
  const run = (name: string) => async (progress: CaseProgress) => {
    interrupted.throwIfAborted();
    const seed = caseSeed(options.seed, scenario.name, name);
    const keep: Pick<CaseRun, "keep"> =
      standing === undefined ? {} : { keep: (lab, steps, report) => staysUp(report, names.length, options) && standing.add(`${scenario.name} / ${name}`, lab, steps) }; // prettier-ignore
    const setting = {
      scenario,
      case: name,
      world,
      seed,
      folder,
      build,
      relayOnly,
      proof,
      record,
      cast: casts.get(name)!,
      ...keep,
      ending: (end: Promise<void>) => endings.add(end),
      repeatable: (one: Repeatable) => repeatable.set(name, one),
    };
    const report = await runCase(setting, progress, interrupted);
    reports.set(name, report);
    return report.verdict === "pass";
  };
  const display = chooseDisplay(options.json);
  const room = new ProcessorRoom();
  // Simulated time waits for no processor, and what is kept is there at the same time.
  const started = (work: CaseTask["run"]): CaseTask["run"] =>
    world === "sim" || options.keep === "all" ? work : (progress) => room.run(() => work(progress));
  let begun = 0;
  let simulating: Promise<Simulated> | undefined;
  const counted = (work: CaseTask["run"]): CaseTask["run"] => {
    return (progress) => {
      if (++begun === names.length) simulating = settled(also?.());
      return work(progress);
    };
  };
  const tasks = names.map((name) => ({ title: name, run: started(counted(run(name))) }));
  const finished = () => names.flatMap((name) => reports.get(name) ?? []);
  try {
    await runTasks(tasks, options.keep === "all" ? names.length : options.jobs, display);
    const crowded =
      options.keep === "all" ? [] : names.filter((name) => disturbedByOthers(reports.get(name)!, names.length));
    if (crowded.length > 0) {
      await endings.over();
      const again = crowded.map((name) => ({
        title: `${name}, alone`,
        run: runAgain(name, run(name), reports),
      }));
      await runTasks(again, 1, display);
    }
    const simulated = await simulating;
    return { cases: finished(), repeatable, ...(simulated && { simulated }) };
  } catch (error) {
    return { cases: finished(), error: error as Error };
  }
}

/** Whoever awaits it later gets its error; until then nobody has to. */
function settled<T>(promise: Promise<T> | undefined): Promise<T> | undefined {
  promise?.catch(() => undefined);
  return promise;
}

/** A case that is to run once more does not stay up. */
const staysUp = (report: CaseReport, together: number, { keep }: RunOptions): boolean =>
  keep === "all" || (report.verdict !== "pass" && !disturbedByOthers(report, together));

const runAgain =
  (name: string, run: CaseTask["run"], reports: Map<string, CaseReport>): CaseTask["run"] =>
  async (progress) => {
    reports.delete(name);
    const well = await run(progress);
    reports.set(name, { ...reports.get(name)!, attempts: 2 });
    return well;
  };

function withSimulation(caseReport: CaseReport, simulated: Simulated | undefined): CaseReport {
  const verdict = simulated?.verdicts.get(caseReport.name);
  return verdict === undefined ? caseReport : { ...caseReport, simulation: verdict };
}

const flagsOf = ({ build, links, relayOnly, proof, record, programs }: RunOptions): string[] => [
  ...Object.entries(build).map(([router, kind]) => `--build ${router}=${kind}`),
  ...Object.entries(links).map(([node, text]) => `--link ${node}=${text}`),
  ...relayOnly.map((node) => `--relay-only ${node}`),
  ...(proof === "full" ? ["--proof full"] : []),
  ...(record ? ["--record"] : []),
  ...askedFlags(programs),
];
