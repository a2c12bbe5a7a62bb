import { after, since, type Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { mayHaveTaken, type Crossing } from "../../evidence/paths/paths.ts";
import type { Judgement, PathClaim } from "../claim.ts";
import { pathSeen } from "./seen.ts";
import { decideByTests } from "./put-to-test.ts";
import { relayedWindow, soonestRelayed } from "./relayed-window.ts";
import { judgeSilence } from "./silence.ts";
import { soonestAfter } from "../soonest.ts";
import { stoppedAt } from "../stopped-at.ts";
import { secondsText } from "../wording.ts";

/** A direction's latest pings that all took the claimed path; pings that never arrived have no path and are skipped. */
interface Run {
  readonly length: number;
  readonly first?: Crossing;
  readonly last?: Crossing;
}

/**
 * Met when both directions have a run of at least `steady` at the same time. "Relayed" also waits until the edges have
 * had their chance to become direct; see `relayed-window.ts`. `at` = when the later of the two runs began.
 */
export function judgePath(claim: PathClaim, evidence: Evidence): Judgement {
  if (claim.path === "none") return judgeSilence(claim, evidence);
  const deadline = after(claim.from, claim.within);
  const strict = steadySince(claim, evidence, (crossing) => crossing.path === claim.path);
  if (strict.met !== undefined) return met(claim, evidence, strict.met.began, strict.met.now);
  if (evidence.until < deadline) return stillPending(claim, evidence, strict.runs);
  const seen = pathSeen(claim, evidence, deadline);
  const { a, b, path } = claim;
  const lenient = steadySince(claim, evidence, (crossing) => mayHaveTaken(crossing, path));
  if (lenient.met !== undefined) {
    const { began, now } = lenient.met;
    const decision = decideByTests({ a, b, path, since: began }, evidence);
    if (decision.is === "taken") return met(claim, evidence, began, now);
    if (decision.is === "open") {
      const why = `the packets do not show which path the pings took: ${seen.observed}; ${decision.why}`;
      return { is: "unsound", why };
    }
    const observed = `${seen.observed}; ${decision.observed}`;
    return { is: "violated", observed, stoppedAt: "pings do not depend on that path alone", because: seen.because };
  }
  return { is: "violated", observed: seen.observed, stoppedAt: stopped(claim, evidence), because: seen.because };
}

interface Steadiness {
  readonly runs: Readonly<Record<string, Run>>;
  readonly met?: { readonly began: Instant; readonly now: Instant };
}

/** When both directions had kept to what `counts` for long enough, if ever. */
function steadySince(claim: PathClaim, evidence: Evidence, counts: (crossing: Crossing) => boolean): Steadiness {
  const deadline = after(claim.from, claim.within);
  const runs: Record<string, Run> = { [claim.a]: { length: 0 }, [claim.b]: { length: 0 } };
  const steady = (): boolean => [claim.a, claim.b].every((name) => runs[name]!.length >= claim.steady);
  const began = (): Instant => latest([runs[claim.a]!.first!, runs[claim.b]!.first!]);
  const longEnough = claim.path === "relayed" ? relayedWindow(claim, evidence) : () => true;
  let last: Instant | undefined;
  for (const crossing of delivered(claim, evidence, deadline)) {
    const now = crossing.arrived!.at;
    const run = runs[crossing.from]!;
    runs[crossing.from] = counts(crossing)
      ? { length: run.length + 1, first: run.first ?? crossing, last: crossing }
      : { length: 0 };
    last = now;
    if (steady() && longEnough(began(), now)) return { runs, met: { began: began(), now } };
  }
  // "Relayed" at the deadline also counts: there was no more time to become direct.
  if (evidence.until >= deadline && steady() && last !== undefined) return { runs, met: { began: began(), now: last } };
  return { runs };
}

/** Both directions, sent since `from` and arrived by the deadline, in order of arrival. */
function delivered({ a, b, from }: PathClaim, evidence: Evidence, deadline: Instant): Crossing[] {
  return analyse(evidence)
    .crossings.filter(
      (crossing) => crossing.arrived !== undefined && crossing.arrived.at <= deadline && crossing.sent.at >= from,
    )
    .filter((crossing) => (crossing.from === a && crossing.to === b) || (crossing.from === b && crossing.to === a))
    .sort((x, y) => x.arrived!.at - y.arrived!.at);
}

function met(claim: PathClaim, evidence: Evidence, began: Instant, now: Instant): Judgement {
  const seen = pathSeen(claim, evidence, now);
  return {
    is: "met",
    observed: `${seen.observed}; ${claim.path} since ${secondsText(since(claim.from, began))}`,
    at: began,
    because: seen.because,
  };
}

/** While a direction has no run, one may begin at any moment. */
function stillPending(claim: PathClaim, evidence: Evidence, runs: Readonly<Record<string, Run>>): Judgement {
  const both = [claim.a, claim.b].flatMap((name) => {
    const { length, first, last } = runs[name]!;
    if (first === undefined || last === undefined) return [];
    const steady = soonestAfter(last.sent.at, claim.steady - length, claim, evidence);
    const relayed = claim.path === "relayed" ? soonestRelayed(first.arrived!.at) : first.arrived!.at;
    return steady === undefined ? [] : [Math.max(steady, relayed)];
  });
  return {
    is: "pending",
    waitingFor: waitingFor(claim, evidence, runs),
    ...(both.length === 2 && { soonest: Math.max(...both) as Instant }),
  };
}

function waitingFor(claim: PathClaim, evidence: Evidence, runs: Readonly<Record<string, Run>>): string {
  const lengths = [claim.a, claim.b].map((name) => Math.min(runs[name]!.length, claim.steady));
  if (claim.path === "direct" && lengths.every((length) => length === 0)) return stopped(claim, evidence);
  return `${claim.path} pings: ${lengths[0]!} and ${lengths[1]!} of ${claim.steady}`;
}

function stopped(claim: PathClaim, evidence: Evidence): string {
  return claim.path === "direct" ? stoppedAt(claim, evidence) : "the pings did not stay on the relay";
}

const latest = (crossings: readonly Crossing[]): Instant =>
  crossings.map((crossing) => crossing.arrived!.at).reduce((a, b) => (a > b ? a : b));
