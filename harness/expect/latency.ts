import { after } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { LinkMeasurement } from "../evidence/link-quality.ts";
import { quantile } from "../evidence/quantile.ts";
import type { Claim, Judgement } from "./claim.ts";
import { roundTripLegs, type Leg } from "./links-between.ts";
import { relayOf, samplesOf, type Sample } from "./samples.ts";
import { count, millisecondsText } from "./wording.ts";

type LatencyClaim = Extract<Claim, { kind: "latency" }>;

/**
 * Ours. p50 is to be within asked + max(3 ms, 10 %, 2 ms for each pass through a program) and not under asked − 1 ms;
 * p95 within asked + all jitter on the way + 25 ms. A pass is socket to event loop to device, on a machine that other
 * laboratories share: four passes there and back directly, six through a relay. `busy`: a link whose p95 is later
 * than this, or programs that had to wait for a processor for more than `pressure` of the time, show a machine too busy
 * to tell programs' delays from its own. `frameOverhead`: Ethernet, IPv4, UDP and
 * overlay headers.
 */
const tuned = {
  ...{ p50Floor: 1, p50Add: 3, p50Share: 0.1, p95Add: 25, busy: 3, pressure: 0.3 },
  programs: { direct: 4 * 2, relayed: 6 * 2 },
  frameOverhead: 14 + 20 + 8 + 80,
} as const;

/** Round trips at a's overlay device against what the links on the way were asked for, there and back. */
export function judgeLatency(claim: LatencyClaim, evidence: Evidence): Judgement {
  const usable = samplesOf(claim, evidence).filter((it) => it.onPath && !it.lost);
  const samples = usable.slice(0, claim.samples);
  if (samples.length < claim.samples) return tooFew(claim, evidence, samples.length);
  const relay = claim.path === "relayed" ? relayOf(samples, evidence) : undefined;
  const legs = roundTripLegs(evidence.topology, claim.a, claim.b, relay);
  const measured = quantiles(samples);
  const asked = askedOf(legs, samples);
  const bounds = boundsAround(claim.path, asked.delay, asked.jitter);
  const text = `asked ${millisecondsText(asked.delay)}, p50 ${millisecondsText(measured.p50)}, p95 ${millisecondsText(measured.p95)} (n=${samples.length})`;
  const excess = outside(measured, bounds);
  if (excess === undefined) return metBy(claim, samples, text);
  const links = linksOnTheWay(legs, analyse(evidence).links);
  const total = totalOf(legs, links);
  const late = links.find(isLate);
  if (late !== undefined)
    return { is: "unsound", why: `the link of ${late.node} was late (p95 ${millisecondsText(late.p95)}): ${text}` };
  if (outside(measured, boundsAround(claim.path, total.p50, total.p95 - total.p50)) === undefined)
    return { is: "unsound", why: `the links themselves cost ${millisecondsText(total.p50)}: ${text}` };
  if ((evidence.cpuPressure ?? 0) > tuned.pressure)
    return {
      is: "unsound",
      why: `programs waited for a processor ${percent(evidence.cpuPressure!)} of the time: ${text}`,
    };
  return {
    is: "violated",
    observed: text,
    stoppedAt: `${excess}; the links alone took ${millisecondsText(total.p50)}`,
    because: refs(claim, samples),
  };
}

interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

interface Bounds {
  readonly least: number;
  readonly p50: number;
  readonly p95: number;
}

function quantiles(samples: readonly Sample[]): Quantiles {
  const roundTrips = samples.map((it) => it.roundTrip);
  return { p50: quantile(roundTrips, 0.5), p95: quantile(roundTrips, 0.95) };
}

function askedOf(legs: readonly Leg[], samples: readonly Sample[]): { delay: number; jitter: number } {
  const bits = (samples[0]!.ping.sent.payload.length + tuned.frameOverhead) * 8;
  const delays = legs.map(({ asked }) => asked.delay + (asked.rate === undefined ? 0 : (bits / asked.rate) * 1000));
  return { delay: sum(delays), jitter: sum(legs.map(({ asked }) => asked.jitter)) };
}

function boundsAround(path: LatencyClaim["path"], delay: number, spread: number): Bounds {
  const p50 = delay + Math.max(tuned.p50Add, delay * tuned.p50Share, tuned.programs[path]);
  return { least: delay - tuned.p50Floor, p50, p95: Math.max(p50, delay + spread + tuned.p95Add) };
}

/** Which bound is broken, in words. */
function outside({ p50, p95 }: Quantiles, bounds: Bounds): string | undefined {
  if (p50 < bounds.least) return `p50 is below ${millisecondsText(bounds.least)}, faster than the links allow`;
  if (p50 > bounds.p50) return `p50 is above ${millisecondsText(bounds.p50)}`;
  if (p95 > bounds.p95) return `p95 is above ${millisecondsText(bounds.p95)}`;
  return undefined;
}

/** A link with a rate queues by design, so its lateness tells nothing. */
const isLate = ({ asked, p95 }: LinkMeasurement): boolean =>
  asked.rate === undefined && p95 > asked.delay + asked.jitter + tuned.busy;

const matches = (leg: Leg, link: LinkMeasurement): boolean =>
  link.node === leg.node && link.direction === leg.direction;

function linksOnTheWay(legs: readonly Leg[], links: readonly LinkMeasurement[]): readonly LinkMeasurement[] {
  return links.filter((link) => link.sent > link.lost && legs.some((leg) => matches(leg, link)));
}

/** What the measured links sum up to; a leg that nobody measured counts as asked. */
function totalOf(legs: readonly Leg[], links: readonly LinkMeasurement[]): Quantiles {
  const found = legs.map((leg) => {
    return links.find((it) => matches(leg, it)) ?? { p50: leg.asked.delay, p95: leg.asked.delay + leg.asked.jitter };
  });
  return { p50: sum(found.map((it) => it.p50)), p95: sum(found.map((it) => it.p95)) };
}

function tooFew(claim: LatencyClaim, evidence: Evidence, n: number): Judgement {
  const waitingFor = `${claim.path} round trips: ${n} of ${claim.samples}`;
  if (evidence.until < after(claim.from, claim.within)) return { is: "pending", waitingFor };
  const observed = `only ${count(n, `${claim.path} round trip`)} of ${claim.samples}`;
  return { is: "violated", observed, stoppedAt: "too few pings came back by the claimed path", because: [] };
}

function metBy(claim: LatencyClaim, samples: readonly Sample[], observed: string): Judgement {
  return { is: "met", observed, at: samples.at(-1)!.ping.returned!.at, because: refs(claim, samples) };
}

const refs = ({ a }: LatencyClaim, samples: readonly Sample[]) => [
  { node: a, frames: samples.slice(0, 3).flatMap(({ ping }) => [ping.sent.frame, ping.returned!.frame]) },
];

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const sum = (values: readonly number[]): number => values.reduce((total, it) => total + it, 0);
