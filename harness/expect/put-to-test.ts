import type { Instant } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import { tuned as ties } from "../evidence/ways.ts";
import { quantile } from "../evidence/quantile.ts";
import type { Evidence, Step } from "../evidence/evidence.ts";
import type { Claim, Judgement } from "./claim.ts";
import { changedAfter } from "./held.ts";
import { count } from "./wording.ts";

/** Ours: so many pings in a row that do not get through while a path is closed show that they depended on it. */
export const triesNeeded = 3;

/** Milliseconds from one device to the other that nine of ten pings took at most, since then and until a change. */
export function usualCrossing(evidence: Evidence, a: string, b: string, since: Instant): number {
  const until = changedAfter(since, evidence);
  const times = analyse(evidence).crossings.flatMap(({ from, to, sent, arrived }) =>
    [a, b].includes(from) && [a, b].includes(to) && sent.at >= since && sent.at < until && arrived !== undefined
      ? [arrived.at - sent.at]
      : [],
  );
  return times.length === 0 ? 0 : quantile(times, 0.9);
}

/** What came of closing a path in one direction. */
export interface Trial {
  readonly tried: number;
  /** Of the first few pings that were sent while it was closed, those that arrived meanwhile. */
  readonly through: number;
}

/**
 * The first pings sent after the path was closed, as a program may well find another one soon. Those that were sent too
 * late to arrive before it was open again do not count; nor does a test of a path that was not in use when it was closed.
 */
export function trialOf({ at, ended, cut }: Step, evidence: Evidence, usual: number): Trial {
  const { path, ...way } = cut!;
  const all = analyse(evidence).crossings.filter((it) => it.from === way.from && it.to === way.to);
  const before = all.findLast((it) => it.arrived !== undefined && it.arrived.at <= at);
  if (before?.path !== path) return { tried: 0, through: 0 };
  const sent = all.filter((it) => it.sent.at > at + ties.slack && it.sent.at <= ended! - usual);
  const first = sent.slice(0, triesNeeded);
  return {
    tried: first.length,
    through: first.filter((it) => it.arrived !== undefined && it.arrived.at <= ended!).length,
  };
}

/** The tests that a claimed path was put to before anything else happened. */
export function testsOf(claim: Claim, judgement: Judgement, evidence: Evidence): readonly Step[] {
  if (claim.kind !== "path" && claim.kind !== "recovery") return [];
  if (judgement.is !== "met" || claim.path === undefined || claim.path === "none") return [];
  const { at } = judgement;
  const acted = evidence.steps.filter((it) => it.claim === undefined && it.cut === undefined && it.at > at);
  const end = Math.min(...acted.map((it) => it.at), evidence.until);
  return evidence.steps.filter(({ cut, at: when }) => {
    if (cut === undefined || cut.path !== claim.path || when < at || when > end) return false;
    return [claim.a, claim.b].includes(cut.from) && [claim.a, claim.b].includes(cut.to);
  });
}

/** Pings that went on without the path that they are said to have taken did not take it, or not it alone. */
export function judgeTests(claim: Claim, judgement: Judgement, evidence: Evidence): Judgement {
  if (judgement.is !== "met") return judgement;
  const usual = usualCrossing(evidence, claim.a, claim.b, judgement.at);
  for (const test of testsOf(claim, judgement, evidence)) {
    const { from, to, path } = test.cut!;
    const { tried, through } = trialOf(test, evidence, usual);
    if (through === 0) continue;
    return {
      is: "violated",
      observed: `${judgement.observed}; ${through} of ${count(tried, "ping")} from ${from} reached ${to} while the ${path} path was closed`,
      stoppedAt: "pings do not depend on that path",
      because: [],
    };
  }
  return judgement;
}

/** Why a path that was met is not proven by a test; undefined = it is, or it is no such claim. */
export function untested(claim: Claim, judgement: Judgement, evidence: Evidence): string | undefined {
  if (claim.kind !== "path" && claim.kind !== "recovery") return undefined;
  if (judgement.is !== "met" || claim.path === undefined || claim.path === "none") return undefined;
  const usual = usualCrossing(evidence, claim.a, claim.b, judgement.at);
  const tests = testsOf(claim, judgement, evidence);
  for (const from of [claim.a, claim.b]) {
    const most = Math.max(
      0,
      ...tests.filter(({ cut }) => cut!.from === from).map((it) => trialOf(it, evidence, usual).tried),
    );
    if (most < triesNeeded)
      return `that ${claim.a} ⇄ ${claim.b} is ${claim.path} was tested with ${count(most, "ping")} of ${from} only`;
  }
  return undefined;
}
