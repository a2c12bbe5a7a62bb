import { rm } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { since } from "../../src/base/instant.ts";
import type { Evidence, Step, SystemRun } from "../evidence/evidence.ts";
import { writeEvidence } from "../evidence/store/store.ts";
import type { Verdict } from "../expect/claim.ts";
import { PcapError } from "../evidence/capture/pcap.ts";
import { LabError } from "../lab/lab-error.ts";
import type { ProofDepth } from "../lab/probe-place.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { NftError } from "../nftables-json/nft-error.ts";
import { caseReport, unevidencedCase, type CaseSetting } from "../report/case-report.ts";
import { readRecordings } from "../report/recorded/read.ts";
import type { CaseReport } from "../report/run-json.ts";
import { NotSimulated } from "../story/not-simulated.ts";
import { SimWorld } from "../sim/sim-world.ts";
import type { Topology } from "../topology/topology.ts";
import type { ReproCase } from "../repro/repro.ts";
import type { Cast } from "../story/cast.ts";
import { builtOtherwise } from "./options/built-otherwise.ts";
import { availableInLab, notSimulable } from "./lacking.ts";
import { LabWorld } from "../lab-world/lab-world.ts";
import { NeverReady } from "../lab-world/programs/never-ready.ts";
import { ProgramEnded } from "../lab-world/programs/ended.ts";
import type { CaseProgress } from "./progress/progress.ts";
import type { Scenario } from "../story/scenario.ts";
import { ofCase } from "../story/scenario-error.ts";
import { runStory } from "../story/story.ts";
import type { World } from "../story/world.ts";
import { Unsupported } from "../sut/unsupported.ts";

export interface CaseRun {
  readonly scenario: Scenario;
  readonly case: string;
  readonly world: "lab" | "sim";
  readonly seed: number;
  /** The run's folder; the case writes below it. */
  readonly folder: string;
  /** By router: what is really built. */
  readonly build: Readonly<Record<string, string>>;
  /** Nodes that start without hole punching. */
  readonly relayOnly: readonly string[];
  readonly proof?: ProofDepth;
  /** Our own programs record what happens to them. */
  readonly record?: boolean;
  readonly cast: Cast;
  /** Gets what is needed to repeat the case elsewhere. */
  readonly repeatable?: (one: Repeatable) => void;
  /** May take over the case's laboratory, with the steps of its story, and says whether; absent = it ends with the case. */
  readonly keep?: (lab: LabWorld, steps: readonly Step[], report: CaseReport) => boolean;
  /** Gets the end of the case's world, which its report need not wait for. Absent = it is awaited. */
  readonly ending?: (end: Promise<void>) => void;
}

/** What a case that ran in the laboratory leaves for whoever wants to repeat it. */
export type Repeatable = Pick<ReproCase, "report" | "history" | "ended">;

/**
 * One case from nothing to its report. Throws only what cannot be a verdict: a Bug, a mistake in the scenario, a machine
 * that refuses, or an interruption.
 */
export async function runCase(run: CaseRun, progress: CaseProgress, interrupted: AbortSignal): Promise<CaseReport> {
  const began = performance.now();
  const topology = builtOtherwise(run.scenario.net(run.scenario.cases[run.case]), run.build);
  const within = join("cases", run.case);
  const setting = (): CaseSetting => ({
    ...run.scenario.between(run.scenario.cases[run.case]),
    duration: performance.now() - began,
    folder: within,
  });
  const unevidenced = (verdict: Verdict): CaseReport =>
    unevidencedCase(run.case, topology, run.seed, { ...setting(), verdict });
  const available = run.world === "sim" ? simulable(run.cast, topology) : await availableInLab(run.cast, topology);
  if ("why" in available) {
    progress.done("unsupported");
    return unevidenced({ verdict: "unsupported", why: available.why });
  }
  const { systems } = available;
  // What an earlier attempt left is not this one's evidence: logs are appended to, programs refuse to overwrite keys.
  await rm(join(run.folder, within), { recursive: true, force: true });
  try {
    const world = await openWorld({ ...run, systems }, topology, join(run.folder, within), progress, interrupted);
    let isKept = false;
    const over = (world: World, steps: readonly Step[], report: CaseReport, ended?: Repeatable["ended"]): void => {
      if (!(world instanceof LabWorld) || interrupted.aborted) return;
      run.repeatable?.({ report, history: world.history, ...(ended && { ended }) });
      isKept = run.keep?.(world, steps, report) ?? false;
    };
    try {
      const evidence = await evidenceOf(run, world, progress);
      await writeEvidence(join(run.folder, within), evidence, run.world === "lab" ? { captures: "written" } : {});
      const recordings = run.record === true ? await readRecordings(join(run.folder, within)) : [];
      const report = caseReport(evidence, { ...setting(), recordings });
      progress.done(`${report.verdict} ${(report.duration / 1000).toFixed(1)}s`);
      over(world, evidence.steps, report);
      return report;
    } catch (error) {
      const verdict = verdictOfError(error, run.cast);
      if (verdict !== undefined)
        over(world, [], unevidenced(verdict), error instanceof ProgramEnded ? error : undefined);
      throw error;
    } finally {
      if (!isKept) {
        const end = Promise.resolve(world[Symbol.asyncDispose]());
        if (run.ending === undefined) await end;
        else run.ending(end);
      }
    }
  } catch (error) {
    interrupted.throwIfAborted();
    const verdict = verdictOfError(error, run.cast);
    if (verdict === undefined) throw ofCase(error, run.scenario.name, run.case);
    progress.done(verdict.verdict);
    return unevidenced(verdict);
  }
}

function simulable(cast: Cast, topology: Topology): { readonly why: string } | { readonly systems: [] } {
  const why = notSimulable(cast, topology);
  return why === undefined ? { systems: [] } : { why };
}

async function openWorld(
  run: CaseRun & { readonly systems: readonly SystemRun[] },
  topology: Topology,
  folder: string,
  progress: CaseProgress,
  interrupted: AbortSignal,
): Promise<World> {
  const { scenario, case: name, seed, proof = "quick", record = false, cast, systems } = run;
  const began = performance.now();
  if (run.world === "sim") return SimWorld.open(topology, { scenario: scenario.name, case: name, seed, proof });
  progress.at("building the lab");
  return LabWorld.build({
    scenario: scenario.name,
    case: name,
    topology,
    seed,
    folder,
    cast,
    systems,
    proof,
    record,
    interrupted,
    tell: (phase) => progress.done(`${phase} ✔ ${((performance.now() - began) / 1000).toFixed(1)}s`),
  });
}

/** If the NATs are not as declared, the story does not run: the evidence is sealed as it is. */
async function evidenceOf(run: CaseRun, world: World, progress: CaseProgress): Promise<Evidence> {
  const proofs = world instanceof LabWorld ? world.proofs : [];
  if (proofs.some(({ declared, measured }) => compareNat(declared, measured).length > 0))
    return world.seal({ end: "cut short", claims: 0 });
  const { scenario, relayOnly } = run;
  return runStory(
    scenario,
    run.case,
    world,
    (step) => tell(step, progress),
    relayOnly,
    (text) => progress.at(text),
  );
}

function tell(step: Step, progress: CaseProgress): void {
  if (step.claim === undefined) return progress.at(step.what);
  progress.done(`${step.claim.kind} ${(since(step.at, step.ended ?? step.at) / 1000).toFixed(1)}s`);
}

/** A fault of the laboratory is never a program's failure; a program's end is never the laboratory's fault. */
export function verdictOfError(error: unknown, cast: Cast): Verdict | undefined {
  if (error instanceof LabError || error instanceof NftError) {
    return { verdict: "inconclusive", why: `the laboratory failed: ${error.message}` };
  }
  if (error instanceof PcapError) {
    return { verdict: "inconclusive", why: `a capture was not written to its end: ${error.message}` };
  }
  if (error instanceof NotSimulated || error instanceof Unsupported)
    return { verdict: "unsupported", why: error.message };
  if (error instanceof NeverReady) {
    const { node, program, awaited, tail } = error;
    return {
      verdict: "fail",
      expected: `the ${program} on ${node} gets ready: ${awaited} appears`,
      observed: "it runs, but is not ready",
      stoppedAt: tail === "" ? "it printed nothing" : tail,
      because: [],
    };
  }
  if (error instanceof ProgramEnded) {
    const { node, program, code, tail } = error;
    const lacking = cast[node]?.lacking?.(tail);
    if (lacking !== undefined) return { verdict: "unsupported", why: `${node}: ${lacking}` };
    return {
      verdict: "fail",
      expected: `the ${program} on ${node} runs until it is stopped`,
      observed: `it ended with exit code ${code}`,
      stoppedAt: tail === "" ? "it printed nothing" : tail,
      because: [],
    };
  }
  return undefined;
}
