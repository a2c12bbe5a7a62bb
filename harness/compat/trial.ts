import type { CaseReport } from "../report/run-json.ts";
import type { Outcome, CompatTrial } from "./json.ts";
import type { Situation } from "./situations.ts";

/** What a case's report says about a system in a situation. `evidence`: the case's folder, relative to that of compat.json. */
export function compatTrial(
  system: string,
  { name, disturbance }: Situation,
  repetition: number,
  report: CaseReport,
  evidence: string,
): CompatTrial {
  const { claims, paths, proofs } = report;
  const ping = claims.find(({ kind }) => kind === "ping");
  const recovery = claims.find(({ kind }) => kind === "recovery");
  const directs = paths.map(({ directSince }) => directSince);
  const outcome = trialOutcome(report);
  const trouble = troubleOf(report, outcome);
  const measured = (kind: CaseReport["claims"][number]["kind"]) =>
    claims.find((claim) => claim.kind === kind && (claim.is === "met" || claim.is === "violated"))?.observed;
  const [latency, loss, throughput] = (["latency", "loss", "throughput"] as const).map(measured);
  return {
    system,
    situation: name,
    repetition,
    outcome,
    saw: report.failure?.observed ?? report.why ?? report.because,
    ...(trouble !== undefined && { trouble }),
    ...(ping?.metAt !== undefined && { firstAnswer: ping.metAt - ping.from }),
    ...(ping !== undefined &&
      directs.every((since) => since !== undefined) && {
        firstDirect: Math.max(0, ...directs.map((since) => since - ping.from)),
      }),
    ...(disturbance !== undefined && recovery?.metAt !== undefined && { recovery: recovery.metAt - recovery.from }),
    ...(latency !== undefined && { latency }),
    ...(loss !== undefined && { loss }),
    ...(throughput !== undefined && { throughput }),
    proven: proofs.length > 0 && proofs.every(({ differences }) => differences.length === 0),
    seed: report.seed,
    duration: report.duration,
    ...(report.folder !== undefined && { evidence }),
  };
}

/** The path of a claim that was met; else the path of each direction's pings, if it is clear. */
export function trialOutcome({ verdict, observedPath, claims, paths, failure }: CaseReport): Outcome {
  if (verdict === "unsupported" || verdict === "inconclusive") return verdict;
  if (observedPath === "direct" || observedPath === "half-direct" || observedPath === "relayed") return observedPath;
  // A program that ended, or never got ready, connects nothing.
  if (failure !== undefined && paths.length === 0) return "none";
  const answered = claims.some(({ kind, is }) => kind === "ping" && is === "met");
  if (!answered) return "none";
  const ways = paths.map(({ direct, relayed }) =>
    direct > relayed ? "direct" : relayed > direct ? "relayed" : "unclear",
  );
  if (ways.includes("unclear")) return "inconclusive";
  return new Set(ways).size > 1 ? "half-direct" : (ways[0] as Outcome);
}

/** A failure that comes after a path was found. */
function troubleOf({ failure }: CaseReport, outcome: Outcome): string | undefined {
  if (failure === undefined || outcome === "none") return undefined;
  return `expected ${failure.expected}; observed ${failure.observed}`;
}
