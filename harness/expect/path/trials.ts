import type { Duration, Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence, Step } from "../../evidence/evidence.ts";
import { mayHaveTaken } from "../../evidence/paths/paths.ts";
import { quantile } from "../../evidence/quantile.ts";
import { tuned as ties } from "../../evidence/paths/ways.ts";
import { changedAfter } from "./changed-after.ts";

/**
 * Tunable. `closed`: this many pings in a row that do not get through while a path is closed show that they depended on
 * it. `only`: how many are watched while only it is open; `onlyThrough`: how many of those must get through, because
 * links may lose some.
 */
const triesNeeded = { closed: 3, only: 5, onlyThrough: 3 } as const;

/**
 * Tunable: how many tests of a kind and direction must agree if packets fit more than one path. For a program that picks
 * a path for each ping, one direction in 500 would seem to depend on one of them. `notEnough`: more than one, because a
 * program may once have waited for a processor when nothing gets through.
 */
export const testsNeeded = { closed: 3, only: 1, notEnough: 2 } as const;

/** Tunable: a path is in use if one of this many latest pings took it. */
const lately = 4;

/** Pings sent while a path was closed, or the only open one. `moved`: of those that got through, how many came by another. */
export interface Trial {
  readonly tried: number;
  readonly through: number;
  readonly moved: number;
}

/** The result of a test; "moves" = the packets show that pings took another path; "open" = too few pings to decide. */
export type TrialOutcome = "depends" | "moves" | "does not depend" | "is enough" | "is not enough" | "open";

/**
 * The 90th percentile of the time from one device to the other, in milliseconds, since then and until a change. Zero if
 * no ping arrived.
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
 * Judges the first pings sent after the path was closed, because a program may soon find another one. Pings sent too late
 * to arrive before it was open again do not count; nor does a test of a path that was not in use when it was closed, or,
 * if it was the only open one, that an earlier test had stopped.
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
