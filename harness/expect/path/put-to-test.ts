import type { Instant } from "../../../src/base/instant.ts";
import { addressesOf } from "../../evidence/journeys/parties.ts";
import { analyse } from "../../evidence/analysis.ts";
import { changedAfter } from "./changed-after.ts";
import type { Cut, Evidence, Step } from "../../evidence/evidence.ts";
import type { Claim, Judgement } from "../claim.ts";
import { outcomeOf, testsNeeded, trialOf, usualCrossing, type TrialOutcome, type Trial } from "./trials.ts";
import { counted } from "../../../src/base/counted.ts";

/** A path of a pair, and when it was found. */
export interface Tested {
  readonly a: string;
  readonly b: string;
  readonly path: Cut["path"];
  readonly since: Instant;
}

interface Test {
  readonly cut: Cut;
  readonly trial: Trial;
  readonly outcome: TrialOutcome;
}

/** The tests of a path before anything else happened. */
function testsOf({ a, b, path, since }: Tested, evidence: Evidence): readonly Test[] {
  const acted = evidence.steps.filter((step) => step.claim === undefined && step.cut === undefined && step.at > since);
  const end = Math.min(...acted.map((step) => step.at), evidence.until);
  const usual = usualCrossing(evidence, a, b, since);
  return evidence.steps.flatMap((step: Step): Test[] => {
    const { cut, at } = step;
    if (cut === undefined || cut.path !== path || at < since || at > end) return [];
    if (![a, b].includes(cut.from) || ![a, b].includes(cut.to)) return [];
    const trial = trialOf(step, evidence, usual);
    return [{ cut, trial, outcome: outcomeOf(cut, trial) }];
  });
}

/**
 * What the tests of a path show if packets fit more than one: pings take it if, in both directions, they stop while it is
 * closed and continue while nothing else is open.
 */
export type Decision =
  | { readonly is: "taken" }
  | { readonly is: "not taken"; readonly observed: string }
  | { readonly is: "open"; readonly why: string };

export function decideByTests(path: Tested, evidence: Evidence): Decision {
  const tests = testsOf(path, evidence);
  const against = tests.find((trial) => speaksAgainst(trial, tests) || trial.outcome === "moves");
  if (against !== undefined) return { is: "not taken", observed: describeTest(against) };
  const { a, b } = path;
  for (const from of [a, b]) {
    for (const [wanted, needed] of [
      ["depends", testsNeeded.closed],
      ["is enough", testsNeeded.only],
    ] as const) {
      if (tests.filter(({ cut, outcome }) => cut.from === from && outcome === wanted).length >= needed) continue;
      const how = wanted === "depends" ? "by closing it" : "by closing everything else";
      return { is: "open", why: `no test ${how} shows that the pings of ${from} take the ${path.path} path` };
    }
    const to = from === a ? b : a;
    const third = hiddenBehind(to, from, path, evidence);
    if (third !== undefined)
      return { is: "open", why: `${third} sent to ${to} at the same time and shares an address with the peer, so the test cannot tell them apart` }; // prettier-ignore
  }
  return { is: "taken" };
}

function speaksAgainst({ cut, outcome }: Test, tests: readonly Test[]): boolean {
  if (outcome !== "is not enough") return outcome === "does not depend";
  return (
    tests.filter((trial) => trial.outcome === outcome && trial.cut.from === cut.from).length >= testsNeeded.notEnough
  );
}

/** The path to test, if a claim about one was met. */
function testedBy(claim: Claim, judgement: Judgement): Tested | undefined {
  if (claim.kind !== "path" && claim.kind !== "recovery") return undefined;
  const { a, b, path } = claim;
  if (judgement.is !== "met" || path === undefined || path === "none") return undefined;
  return { a, b, path, since: judgement.at };
}

/**
 * Tunable. `besides`: the fraction, and the number, of datagrams that may arrive by another path for other reasons; from
 * `both` on, each frame may take both paths.
 */
const tuned = { besides: { share: 0.1, number: 2 }, both: 0.5 } as const;

/** How much arrived by another path, per ping, from when the path was found until it was first tested. */
function besides({ from, to }: Cut, { path, since }: Tested, evidence: Evidence): "hardly any" | "some" | "as much" {
  const until = changedAfter(since, evidence);
  const meanwhile = (at: Instant): boolean => at >= since && at < until;
  const analysis = analyse(evidence);
  const arrived = analysis.crossings.filter(
    (crossing) =>
      crossing.from === from && crossing.to === to && crossing.arrived !== undefined && meanwhile(crossing.sent.at),
  );
  const others = analysis
    .ways(from, to)
    .filter((way) => way.path !== path && meanwhile(way.arrival.at) && way.left >= since);
  if (others.length <= Math.max(tuned.besides.number, tuned.besides.share * arrived.length)) return "hardly any";
  return others.length < tuned.both * arrived.length ? "some" : "as much";
}

/**
 * A third host that cannot be cut off without cutting off `to`, and via which more than a little may have arrived.
 */
function hiddenBehind(to: string, from: string, { path, since }: Tested, evidence: Evidence): string | undefined {
  if (path !== "direct") return undefined;
  const open = addressesOf(evidence, to);
  const through = analyse(evidence).ways(from, to).filter((way) => way.path === "elsewhere" && way.left >= since); // prettier-ignore
  const counts = new Map<string, number>();
  for (const { via } of through)
    if ([...addressesOf(evidence, via!)].some((address) => open.has(address)))
      counts.set(via!, (counts.get(via!) ?? 0) + 1);
  return [...counts].find(([, n]) => n > tuned.besides.number)?.[0];
}

/**
 * Pings that continue without their supposed path did not take it, or not it alone. If packets show them on another path,
 * by which hardly anything had arrived before, the test has moved them.
 */
export function judgeTests(claim: Claim, judgement: Judgement, evidence: Evidence): Judgement {
  const tested = testedBy(claim, judgement);
  if (tested === undefined || judgement.is !== "met") return judgement;
  const tests = testsOf(tested, evidence);
  const amount = (trial: Test): string =>
    trial.outcome === "moves" ? besides(trial.cut, tested, evidence) : "hardly any";
  const against = tests.find((trial) => speaksAgainst(trial, tests) || amount(trial) === "as much");
  if (against === undefined && tests.some((trial) => amount(trial) === "some")) {
    const { a, b, path } = tested;
    return { is: "unsound", why: `${a} ⇄ ${b} also used another path, and continued on it while the ${path} path was cut` }; // prettier-ignore
  }
  if (against === undefined) return judgement;
  return {
    is: "violated",
    observed: `${judgement.observed}; ${describeTest(against)}`,
    stoppedAt: "pings do not depend on that path alone",
    because: [],
  };
}

/** Why a path that was met is not proven by a test; undefined = it is, or the claim is of another kind. */
export function untested(claim: Claim, judgement: Judgement, evidence: Evidence): string | undefined {
  const tested = testedBy(claim, judgement);
  if (tested === undefined) return undefined;
  const { a, b, path } = tested;
  const tests = testsOf(tested, evidence).filter(({ cut }) => cut.only !== true);
  for (const from of [a, b]) {
    const own = tests.filter(({ cut }) => cut.from === from);
    if (own.some(({ outcome }) => outcome === "depends" || outcome === "moves")) continue;
    const most = Math.max(0, ...own.map(({ trial }) => trial.tried));
    return `that ${a} ⇄ ${b} is ${path} was tested with only ${counted(most, "ping")} of ${from}`;
  }
  return undefined;
}

function describeTest({ cut: { from, to, path, only }, trial: { tried, through } }: Test): string {
  const state = only === true ? `only the ${path} path was open` : `the ${path} path was closed`;
  return `${through} of ${counted(tried, "ping")} from ${from} reached ${to} while ${state}`;
}
