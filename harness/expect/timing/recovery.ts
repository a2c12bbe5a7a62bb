import { after, since, type Duration, type Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { mayHaveTaken, type Crossing } from "../../evidence/paths/paths.ts";
import type { Ping } from "../../evidence/paths/pings.ts";
import type { Claim, Judgement } from "../claim.ts";
import { howFar } from "../ping.ts";
import { decideByTests } from "../path/put-to-test.ts";
import { soonestAfter } from "../soonest.ts";
import { counted } from "../../../src/base/counted.ts";

type RecoveryClaim = Extract<Claim, { kind: "recovery" }>;

/**
 * Met by the first `steady` pings in a row, sent since the event was over, that are all answered, both ways by the claimed
 * path if there is one. Recovery lasts from the end of the event until the first of these pings is sent; the longest gap
 * between two answers includes the event itself.
 */
export function judgeRecovery(claim: RecoveryClaim, evidence: Evidence): Judgement {
  const { a, b, from, within } = claim;
  const deadline = after(from, within);
  const pings = analyse(evidence).pings.filter((ping) => ping.from === a && ping.to === b);
  const later = pings.filter((ping) => ping.sent.at >= from);
  const inTime = later.filter((ping) => ping.sent.at <= deadline);
  const { found, run } = steadyRun(later, claim, (crossing) => crossing.path === claim.path, evidence);
  if (found) return met(claim, pings, run);
  const reached = howFar(inTime, a, b);
  const answered = inTime.filter((ping) => ping.returned !== undefined).length;
  const story = `${answered} of ${counted(inTime.length, "ping")} answered${claim.path ? `, not steadily ${claim.path}` : ""}`;
  // A run that began in time may still grow long enough.
  const open = run[0] !== undefined && run[0].returned!.at <= deadline;
  if (evidence.until < after(deadline, (open ? recoveryGrace : 0) as Duration))
    return { is: "pending", waitingFor: story, ...soonestOf(claim, evidence, run) };
  if (claim.path !== undefined) {
    const { path } = claim;
    const lenient = steadyRun(later, claim, (crossing) => mayHaveTaken(crossing, path), evidence);
    if (lenient.found) return decided(claim, path, pings, lenient.run, evidence);
  }
  return {
    is: "violated",
    observed: `no recovery in ${seconds(within)}: ${story}`,
    stoppedAt: reached,
    because: [{ node: a, frames: inTime.slice(0, 6).map((ping) => ping.sent.frame) }],
  };
}

/** A run may begin at any moment. */
function soonestOf(claim: RecoveryClaim, evidence: Evidence, run: readonly Ping[]): { readonly soonest?: Instant } {
  const last = run.at(-1);
  const soonest = last && soonestAfter(last.sent.at, claim.steady - run.length, claim, evidence);
  return soonest === undefined ? {} : { soonest };
}

/** Tunable, milliseconds: how long to wait for the end of a run that began in time. */
export const recoveryGrace = 1000;

/** The first sufficient run of pings; else the run at the end. */
function steadyRun(
  pings: readonly Ping[],
  claim: RecoveryClaim,
  isOnPath: (crossing: Crossing) => boolean,
  evidence: Evidence,
): { readonly found: boolean; readonly run: readonly Ping[] } {
  const deadline = after(claim.from, claim.within);
  const counts = countsOf(claim, isOnPath, evidence);
  let run: Ping[] = [];
  for (const ping of pings) {
    run = counts(ping) ? [...run, ping] : [];
    const [first] = run;
    if (first !== undefined && first.returned!.at > deadline) break;
    if (run.length >= claim.steady) return { found: true, run };
  }
  return { found: false, run };
}

function countsOf(
  { path }: RecoveryClaim,
  isOnPath: (crossing: Crossing) => boolean,
  evidence: Evidence,
): (ping: Ping) => boolean {
  if (path === undefined) return (ping) => ping.returned !== undefined;
  const ways = new Map<Ping, Crossing[]>();
  for (const crossing of analyse(evidence).crossings)
    ways.set(crossing.ping, [...(ways.get(crossing.ping) ?? []), crossing]);
  return (ping) => ping.returned !== undefined && ways.get(ping)!.every(isOnPath);
}

/** Pings came back, but their packets leave the path open. */
function decided(
  claim: RecoveryClaim,
  path: "direct" | "relayed",
  pings: readonly Ping[],
  run: readonly Ping[],
  evidence: Evidence,
): Judgement {
  const { a, b } = claim;
  const decision = decideByTests({ a, b, path, since: run[0]!.returned!.at }, evidence);
  if (decision.is === "taken") return met(claim, pings, run);
  if (decision.is === "open")
    return { is: "unsound", why: `the packets do not show which path the pings took; ${decision.why}` };
  const { observed } = decision;
  return { is: "violated", observed, stoppedAt: "pings do not depend on that path alone", because: [] };
}

function met({ a, event, from }: RecoveryClaim, pings: readonly Ping[], run: readonly Ping[]): Judgement {
  const first = run[0]!.returned!;
  const gap = longestGap(pings, event, first.at);
  const recovery = since(from, run[0]!.sent.at);
  const lost = pings.filter(
    (ping) => ping.sent.at >= event && ping.sent.at < run[0]!.sent.at && ping.returned === undefined,
  );
  const observed = `recovered in ${seconds(recovery)}, longest gap ${seconds(gap)}, ${counted(lost.length, "ping")} lost`;
  return { is: "met", observed, at: first.at, because: [{ node: a, frames: [run[0]!.sent.frame, first.frame] }] };
}

/** The longest gap between two answers, of which the later came after the event began. */
function longestGap(pings: readonly Ping[], event: Instant, until: Instant): number {
  const answers = pings
    .flatMap(({ returned }) => (returned !== undefined && returned.at <= until ? [returned.at] : []))
    .sort((x, y) => x - y);
  const gaps = answers.slice(1).map((at, i) => (at > event ? at - answers[i]! : 0));
  return Math.max(0, ...gaps);
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)}s`;
