import { seconds, type Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { isCertain, mayHaveTaken, type Crossing } from "../../evidence/paths/paths.ts";
import { changedAfter } from "./changed-after.ts";
import type { Claim, Judgement } from "../claim.ts";
import { decideByTests, type Decision } from "./put-to-test.ts";
import { counted } from "../../../src/base/counted.ts";
import { secondsText } from "../wording.ts";

/** Ours: how long a path is watched at the least, from when it was found. */
export const holdFor = seconds(1);

/**
 * Ours: the share of a direction's pings that may stray from a path without it being another one; the share, and the
 * number, of those that seem to have kept to it while something else came in another way, as programs have other things to
 * say now and then.
 */
const tuned = { stray: 0.05, accompanied: { share: 0.1, number: 2 }, fewest: 5 } as const;

/** What the pings of a claimed path did from when it was found until the network was changed, or the story ended. */
export interface Hold {
  readonly path: "direct" | "relayed";
  readonly since: Instant;
  readonly until: Instant;
  /** By direction, all that were sent then. */
  readonly directions: readonly { readonly from: string; readonly sent: readonly Crossing[] }[];
}

/**
 * Undefined for claims about no path. A claim about samples holds from where it began, with those that it did not use.
 */
export function holdOf(claim: Claim, judgement: Judgement, evidence: Evidence): Hold | undefined {
  if (judgement.is !== "met" || !("path" in claim) || claim.path === undefined || claim.path === "none")
    return undefined;
  const since = claim.kind === "path" || claim.kind === "recovery" ? judgement.at : claim.from;
  const until = changedAfter(since, evidence);
  const directions = [claim.a, claim.b].map((from) => ({
    from,
    sent: analyse(evidence).crossings.filter(
      (crossing) =>
        crossing.from === from &&
        [claim.a, claim.b].includes(crossing.to) &&
        crossing.sent.at >= since &&
        crossing.sent.at < until,
    ),
  }));
  return { path: claim.path, since, until, directions };
}

/** Asked once, and only where packets leave it open. */
function decisionOn(claim: Claim, { path, since }: Hold, evidence: Evidence): () => Decision {
  let decision: Decision | undefined;
  return () => (decision ??= decideByTests({ a: claim.a, b: claim.b, path, since }, evidence));
}

/**
 * A path that was found must be kept. More than a few pings by another one violate the claim; a few are told. Where too
 * many cannot be told, tests decide; without them neither is known.
 */
export function judgeHold(claim: Claim, judgement: Judgement, evidence: Evidence): Judgement {
  const hold = holdOf(claim, judgement, evidence);
  if (hold === undefined || judgement.is !== "met") return judgement;
  const notes: string[] = [];
  const decided = decisionOn(claim, hold, evidence);
  for (const { from, sent } of hold.directions) {
    const arrived = sent.filter((crossing) => crossing.arrived !== undefined);
    const unclear = unclearOf(arrived, hold.path);
    const astray = arrived.filter((crossing) => !mayHaveTaken(crossing, hold.path));
    const told = `${astray.length} of ${counted(arrived.length, "ping")} of ${from} left the ${hold.path} path`;
    if (astray.length > tuned.stray * arrived.length)
      return {
        is: "violated",
        observed: `${judgement.observed}; later ${told}`,
        stoppedAt: "the path was not kept",
        because: [{ node: astray[0]!.to, frames: astray.slice(0, 6).flatMap(({ carrier }) => carrier?.frame ?? []) }],
      };
    if (astray.length > 0) notes.push(told);
    if (unclear.length === 0) continue;
    const decision = decided();
    if (decision.is === "not taken") {
      const observed = `${judgement.observed}; ${decision.observed}`;
      return { is: "violated", observed, stoppedAt: "pings do not depend on that path alone", because: [] };
    }
    if (decision.is === "open")
      return {
        is: "unsound",
        why: `the packets do not say which way ${unclear.length} of ${counted(arrived.length, "ping")} of ${from} went; ${decision.why}`,
      };
  }
  return notes.length === 0 ? judgement : { ...judgement, observed: [judgement.observed, ...notes].join("; ") };
}

/** Pings whose path the packets leave open, if there are too many of them. */
function unclearOf(arrived: readonly Crossing[], path: Hold["path"]): readonly Crossing[] {
  const all = arrived.filter((crossing) => !isCertain(crossing) && mayHaveTaken(crossing, path));
  const others = all.filter((crossing) => crossing.path !== path);
  const { share, number } = tuned.accompanied;
  return others.length > tuned.stray * arrived.length || all.length > Math.max(number, share * arrived.length)
    ? all
    : [];
}

/**
 * Why a path that was met was not watched for long enough to say so; undefined = it was, or the claim is of another
 * kind.
 */
export function watchedTooShort(claim: Claim, judgement: Judgement, evidence: Evidence): string | undefined {
  if (claim.kind !== "path" && claim.kind !== "recovery") return undefined;
  const hold = holdOf(claim, judgement, evidence);
  if (hold === undefined) return undefined;
  const fewest = Math.min(...hold.directions.map(({ sent }) => sent.filter((crossing) => crossing.arrived).length));
  const time = hold.until - hold.since;
  if (time >= holdFor && fewest >= tuned.fewest) return undefined;
  return `${claim.a} ⇄ ${claim.b} was seen ${hold.path} for ${secondsText(time)} and ${counted(fewest, "ping")} only`;
}
