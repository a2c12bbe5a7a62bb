import type { Duration, Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence, Step } from "../../evidence/evidence.ts";
import { mayHaveTaken } from "../../evidence/paths/paths.ts";
import { quantile } from "../../evidence/quantile.ts";
import { tuned as ties } from "../../evidence/paths/ways.ts";
import { changedAfter } from "./changed-after.ts";

/**
 * Ours. `closed`: this many pings in a row that do not get through while a path is closed show that they depended on it.
 * `only`: how many are watched while it alone is open; `onlyThrough`: how many of those must get through, as links may lose
 * some.
 */
const triesNeeded = { closed: 3, only: 5, onlyThrough: 3 } as const;

/**
 * Ours: how many tests of a kind and direction must say the same where packets fit more than one path. Of a program that
 * picks a path for each ping, one in 500 directions would look dependent on one of them. `notEnough`: nothing that gets
 * through can also be a program that waits for a processor, once.
 */
export const testsNeeded = { closed: 3, only: 1, notEnough: 2 } as const;

/** Ours: what was in use was so by one of the latest few pings. */
const lately = 4;

/** Of pings sent while a path was closed, or alone open. `moved`: of those that got through, seen to come another way. */
export interface Trial {
  readonly tried: number;
  readonly through: number;
  readonly moved: number;
}

/** What a test shows; "moves" = pings that another path brought, as packets show; "open" = too few pings to tell. */
export type TrialOutcome = "depends" | "moves" | "does not depend" | "is enough" | "is not enough" | "open";

/**
 * Milliseconds from one device to the other that nine of ten pings took at most, since then and until a change. Zero where
 * none arrived.
 */
export function usualCrossing(evidence: Evidence, a: string, b: string, since: Instant): Duration {
  const until = changedAfter(since, evidence);
  const times = analyse(evidence).crossings.flatMap(({ from, to, sent, arrived }) =>
    [a, b].includes(from) && [a, b].includes(to) && sent.at >= since && sent.at < until && arrived !== undefined
      ? [arrived.at - sent.at]
      : [],
  );
  return (times.length === 0 ? 0 : quantile(times, 0.9)) as Duration;
}

/** How many pings a test of this kind is to watch. */
export const triesOf = ({ only }: NonNullable<Step["cut"]>): number =>
  only === true ? triesNeeded.only : triesNeeded.closed;

/**
 * The first pings sent after the path was closed, as a program may well find another one soon. Those that were sent too
 * late to arrive before it was open again do not count; nor does a test of a path that was not in use when it was closed:
 * where it alone is open, one that an earlier test had brought to a standstill.
 */
export function trialOf({ at, ended, cut }: Step, evidence: Evidence, usual: number): Trial {
  const { path, from, to, only } = cut!;
  const all = analyse(evidence).crossings.filter((crossing) => crossing.from === from && crossing.to === to);
  const before = all.findLast((crossing) => crossing.arrived !== undefined && crossing.arrived.at <= at);
  const every = Math.max(0, ...evidence.stimuli.map((stimulus) => stimulus.interval));
  const isStale = only === true && before !== undefined && before.sent.at < at - usual - lately * every;
  if (before === undefined || isStale || !mayHaveTaken(before, path)) return none;
  const sent = all.filter((crossing) => crossing.sent.at > at + ties.slack && crossing.sent.at <= ended! - usual);
  const first = sent.slice(0, triesOf(cut!));
  const through = first.filter((crossing) => crossing.arrived !== undefined && crossing.arrived.at <= ended!);
  const moved = through.filter((crossing) => !mayHaveTaken(crossing, path));
  return { tried: first.length, through: through.length, moved: moved.length };
}

const none: Trial = { tried: 0, through: 0, moved: 0 };

export function outcomeOf(cut: NonNullable<Step["cut"]>, { tried, through, moved }: Trial): TrialOutcome {
  const enough = tried >= triesOf(cut);
  if (cut.only !== true && through > 0) return through === moved ? "moves" : "does not depend";
  if (cut.only !== true) return enough ? "depends" : "open";
  if (through >= triesNeeded.onlyThrough) return "is enough";
  return enough && through === 0 ? "is not enough" : "open";
}
