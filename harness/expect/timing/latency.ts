import { after } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { topologyAt } from "../../evidence/topology-at.ts";
import { quantile } from "../../evidence/quantile.ts";
import type { Claim, Judgement, Ref } from "../claim.ts";
import { askedOf, boundsAround, miscarried, outside, unreadWaiting, type Asked } from "./latency-bounds.ts";
import { roundTripLegs } from "../loss/links-between.ts";
import { explainLosses } from "../loss/lost-pings.ts";
import { relayOf, samplesOf, type Sample } from "../samples.ts";
import { stillTooFew } from "../soonest.ts";
import { waitedBetween } from "../waiting.ts";
import { counted } from "../../../src/base/counted.ts";
import { millisecondsText } from "../wording.ts";

type LatencyClaim = Extract<Claim, { kind: "latency" }>;

/**
 * Compares round trips at a's overlay device with the configured links, there and back. The first `samples` pings since
 * `from` count, including late and lost ones. A ping whose datagrams the links lost or did not carry as configured says
 * nothing about programs: it is set aside and counted. A program is excused by exactly as much time as it is known to
 * have waited for a processor.
 */
export function judgeLatency(claim: LatencyClaim, evidence: Evidence): Judgement {
  const onPath = samplesOf(claim, evidence).filter((sample) => sample.onPath);
  const byCable = explainLosses(
    onPath.filter((sample) => sample.lost).map((sample) => sample.ping),
    evidence,
  );
  const usable = onPath.filter((sample) => !byCable.has(sample.ping));
  if (usable.length < claim.samples) return tooFew(claim, evidence, usable, byCable.size);
  const relay = claim.path === "relayed" ? relayOf(usable, evidence) : undefined;
  const legs = roundTripLegs(topologyAt(evidence, claim.from), claim.a, claim.b, relay);
  const asked = askedOf(legs, usable[0]!.ping.sent.payload.length);
  const underlay = (sample: Sample): number | undefined => analyse(evidence).underlay(sample.ping);
  const sound = usable.filter((sample) => !miscarried(underlay(sample), asked));
  if (sound.length < claim.samples) return tooFew(claim, evidence, sound, onPath.length - sound.length);
  const samples = sound.slice(0, claim.samples);
  const last = samples.at(-1)!.ping;
  const observed = summary(samples, asked, onPath.indexOf(samples.at(-1)!) + 1 - samples.length);
  const bounds = boundsAround(claim.path, asked, samples.length);
  const excess = outside(quantilesOf(samples.map(tripOf)), bounds);
  const at = last.returned?.at ?? last.sent.at;
  if (excess === undefined) return { is: "met", observed, at, because: refsTo(claim, samples) };
  const nodes = new Set([claim.a, claim.b, ...(relay === undefined ? [] : [relay])]);
  const waited = samples.map((sample) => waitedFor(sample, nodes, evidence));
  const excused = quantilesOf(samples.map((sample, i) => Math.max(asked.delay, tripOf(sample) - waited[i]!)));
  const most = Math.max(...waited);
  // Waiting for a processor never makes it too fast.
  if (most > 0 && quantilesOf(samples.map(tripOf)).p50 >= bounds.least && outside(excused, bounds) === undefined) {
    return {
      is: "unsound",
      why: `programs waited for a processor, up to ${millisecondsText(most)} of a ping: ${observed}`,
    };
  }
  const links = quantile(
    samples.map((sample) => underlay(sample) ?? asked.delay),
    0.5,
  );
  const excuse = most > 0 ? `, at most ${millisecondsText(most)} of a ping waiting for a processor` : "";
  const stoppedAt = `${excess}; links took ${millisecondsText(links)} of the median and programs the rest${excuse}`;
  return { is: "violated", observed, stoppedAt, because: refsTo(claim, samples) };
}

/** Infinity for a ping that was never answered. */
const tripOf = ({ ping }: Sample): number => (ping.returned?.at ?? Infinity) - ping.sent.at;

/** How long the programs that handled this ping can have waited for a processor meanwhile. */
function waitedFor(sample: Sample, nodes: ReadonlySet<string>, evidence: Evidence): number {
  const { sent, returned } = sample.ping;
  const until = returned?.at ?? evidence.until;
  return waitedBetween(evidence, nodes, sent.at, until) ?? unreadWaiting(evidence.cpuPressure);
}

function quantilesOf(roundTrips: readonly number[]): {
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
} {
  return { p50: quantile(roundTrips, 0.5), p95: quantile(roundTrips, 0.95), worst: Math.max(...roundTrips) };
}

/** `configured 40.0 ms, p50 42.5 ms, p95 45.4 ms (n=20)` */
function summary(samples: readonly Sample[], { delay }: Asked, aside: number): string {
  const { p50, p95 } = quantilesOf(samples.map(tripOf));
  const lost = samples.filter(({ ping }) => ping.returned === undefined).length;
  const notes = [`n=${samples.length}`, lost > 0 && `${lost} never answered`, aside > 0 && `${aside} set aside`];
  return `configured ${millisecondsText(delay)}, p50 ${millisecondsText(p50)}, p95 ${millisecondsText(p95)} (${notes.filter((note) => note !== false).join(", ")})`;
}

const refsTo = ({ a }: LatencyClaim, samples: readonly Sample[]): Ref[] => [
  {
    node: a,
    frames: samples
      .slice(0, 3)
      .flatMap(({ ping }) => [ping.sent.frame, ...(ping.returned ? [ping.returned.frame] : [])]),
  },
];

function tooFew(claim: LatencyClaim, evidence: Evidence, usable: readonly Sample[], aside: number): Judgement {
  const n = usable.length;
  if (evidence.until < after(claim.from, claim.within)) return stillTooFew(claim, evidence, usable, "round trips");
  if (n + aside >= claim.samples)
    return {
      is: "unsound",
      why: `links did not carry ${aside} of ${counted(n + aside, "ping")} as configured`,
    };
  const observed = `only ${counted(n, `${claim.path} round trip`)} of ${claim.samples}`;
  return { is: "violated", observed, stoppedAt: "too few pings came back by the claimed path", because: [] };
}
