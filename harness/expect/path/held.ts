import { seconds, type Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { isCertain, mayHaveTaken, type Crossing } from "../../evidence/paths/paths.ts";
import { changedAfter } from "./changed-after.ts";
import type { Claim, Judgement } from "../claim.ts";
import { decideByTests, type Decision } from "./put-to-test.ts";
import { counted } from "../../../src/base/counted.ts";
import { secondsText } from "../wording.ts";

/** Tunable: how long a path is watched at least, once it is found. */
export const holdFor = seconds(1);

/**
 * Tunable. `stray`: the fraction of a direction's pings that may leave the path. `accompanied`: the fraction, and the
 * number, of pings that may have kept to it while something else arrived by another path, because programs also send
 * other things now and then. `fewest`: pings needed.
 */
const tuned = { stray: 0.05, accompanied: { share: 0.1, number: 2 }, fewest: 5 } as const;

/** The pings of a claimed path from when it was found until the network was changed, or the story ended. */
export interface Hold {
  readonly path: "direct" | "relayed";
  readonly since: Instant;
  readonly until: Instant;
  /** By direction, all that were sent in this time. */
  readonly directions: readonly { readonly from: string; readonly sent: readonly Crossing[] }[];
}

/**
 * Undefined for claims without a path. A claim about samples holds from its start, including pings that it did not use.
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

/** Computed once, and only if packets leave it open. */
function decisionOn(claim: Claim, { path, since }: Hold, evidence: Evidence): () => Decision {
  let decision: Decision | undefined;
  return () => (decision ??= decideByTests({ a: claim.a, b: claim.b, path, since }, evidence));
}

/**
 * A path that was found must be kept. More than a few pings by another path violate the claim; a few are reported. If the
 * path of too many is unclear, tests decide; without tests the claim is unsound.
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
    const deviation = `${astray.length} of ${counted(arrived.length, "ping")} of ${from} left the ${hold.path} path`;
    if (astray.length > tuned.stray * arrived.length)
      return {
        is: "violated",
        observed: `${judgement.observed}; later ${deviation}`,
        stoppedAt: improvedAt(hold) ?? "the path was not kept",
        because: [{ node: astray[0]!.to, frames: astray.slice(0, 6).flatMap(({ carrier }) => carrier?.frame ?? []) }],
      };
    if (astray.length > 0) notes.push(deviation);
    if (unclear.length === 0) continue;
    const decision = decided();
    if (decision.is === "not taken") {
      const observed = `${judgement.observed}; ${decision.observed}`;
      return { is: "violated", observed, stoppedAt: "pings do not depend on that path alone", because: [] };
    }
    if (decision.is === "open")
      return {
        is: "unsound",
        why: `the packets do not show which path ${unclear.length} of ${counted(arrived.length, "ping")} of ${from} took; ${decision.why}`,
      };
  }
  return notes.length === 0 ? judgement : { ...judgement, observed: [judgement.observed, ...notes].join("; ") };
}

/**
 * A relayed path that became direct for good is not the one that was claimed, and not a broken one. Undefined = it is
 * another change.
 */
function improvedAt({ path, directions, since: found }: Hold): string | undefined {
  if (path !== "relayed") return undefined;
  const times: number[] = [];
  for (const { sent } of directions) {
    const arrived = sent.filter((crossing) => crossing.arrived !== undefined);
    const from = arrived.findLastIndex((crossing) => crossing.path !== "direct") + 1;
    if (from === 0 || arrived.length - from < tuned.fewest) return undefined;
    times.push(arrived[from]!.sent.at - found);
  }
  return `the path improved: direct from ${secondsText(Math.max(...times))} after it was found relayed`;
}

/** Pings whose path the packets leave open, if there are too many. */
function unclearOf(arrived: readonly Crossing[], path: Hold["path"]): readonly Crossing[] {
  const all = arrived.filter((crossing) => !isCertain(crossing) && mayHaveTaken(crossing, path));
  const others = all.filter((crossing) => crossing.path !== path);
  const { share, number } = tuned.accompanied;
  return others.length > tuned.stray * arrived.length || all.length > Math.max(number, share * arrived.length)
    ? all
    : [];
}

/**
 * Why a path that was met was not watched for long enough; undefined = it was, or the claim is of another kind.
 */
export function watchedTooShort(claim: Claim, judgement: Judgement, evidence: Evidence): string | undefined {
  if (claim.kind !== "path" && claim.kind !== "recovery") return undefined;
  const hold = holdOf(claim, judgement, evidence);
  if (hold === undefined) return undefined;
  const fewest = Math.min(...hold.directions.map(({ sent }) => sent.filter((crossing) => crossing.arrived).length));
  const time = hold.until - hold.since;
  if (time >= holdFor && fewest >= tuned.fewest) return undefined;
  return `${claim.a} ⇄ ${claim.b} was ${hold.path} for only ${secondsText(time)} and ${counted(fewest, "ping")}`;
}
