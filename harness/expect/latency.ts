import { after } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { topologyAt } from "../evidence/topology-at.ts";
import { quantile } from "../evidence/quantile.ts";
import type { Claim, Judgement, Ref } from "./claim.ts";
import { askedOf, busyMachine, outside, boundsAround, miscarried, type Asked } from "./latency-bounds.ts";
import { roundTripLegs } from "./links-between.ts";
import { relayOf, samplesOf, type Sample } from "./samples.ts";
import { count, millisecondsText } from "./wording.ts";

type LatencyClaim = Extract<Claim, { kind: "latency" }>;

/**
 * Round trips at a's overlay device against what the links on the way were asked for, there and back. The first
 * `samples` pings since `from` count. A ping whose datagrams the links did not carry as asked says nothing about
 * programs: it is set aside, and counted.
 */
export function judgeLatency(claim: LatencyClaim, evidence: Evidence): Judgement {
  const usable = samplesOf(claim, evidence).filter((it) => it.onPath && !it.lost);
  if (usable.length < claim.samples) return tooFew(claim, evidence, usable.length, 0);
  const relay = claim.path === "relayed" ? relayOf(usable, evidence) : undefined;
  const asked = askedOf(roundTripLegs(topologyAt(evidence, claim.from), claim.a, claim.b, relay), usable[0]!);
  const underlay = (it: Sample): number | undefined => analyse(evidence).underlay(it.ping);
  const sound = usable.filter((it) => !miscarried(underlay(it), asked));
  if (sound.length < claim.samples) return tooFew(claim, evidence, sound.length, usable.length - sound.length);
  const samples = sound.slice(0, claim.samples);
  const at = samples.at(-1)!.ping.returned!.at;
  const observed = told(samples, asked, usable.indexOf(samples.at(-1)!) + 1 - samples.length);
  const excess = outside(quantilesOf(samples), boundsAround(claim.path, asked, samples.length));
  if (excess === undefined) return { is: "met", observed, at, because: refsTo(claim, samples) };
  const busy = busyMachine(evidence.cpuPressure);
  if (busy !== undefined) return { is: "unsound", why: `${busy}: ${observed}` };
  const links = quantile(
    samples.map((it) => underlay(it) ?? asked.delay),
    0.5,
  );
  const stoppedAt = `${excess}; of the median, links took ${millisecondsText(links)} and programs the rest`;
  return { is: "violated", observed, stoppedAt, because: refsTo(claim, samples) };
}

function quantilesOf(samples: readonly Sample[]): { readonly p50: number; readonly p95: number } {
  const roundTrips = samples.map((it) => it.roundTrip);
  return { p50: quantile(roundTrips, 0.5), p95: quantile(roundTrips, 0.95) };
}

/** `asked 40.0 ms, p50 42.5 ms, p95 45.4 ms (n=20)` */
function told(samples: readonly Sample[], { delay }: Asked, aside: number): string {
  const { p50, p95 } = quantilesOf(samples);
  const notes = [`n=${samples.length}`, aside > 0 && `${aside} set aside`];
  return `asked ${millisecondsText(delay)}, p50 ${millisecondsText(p50)}, p95 ${millisecondsText(p95)} (${notes.filter((it) => it !== false).join(", ")})`;
}

const refsTo = ({ a }: LatencyClaim, samples: readonly Sample[]): Ref[] => [
  { node: a, frames: samples.slice(0, 3).flatMap(({ ping }) => [ping.sent.frame, ping.returned!.frame]) },
];

function tooFew(claim: LatencyClaim, evidence: Evidence, n: number, aside: number): Judgement {
  const waitingFor = `${claim.path} round trips: ${n} of ${claim.samples}`;
  if (evidence.until < after(claim.from, claim.within)) return { is: "pending", waitingFor };
  if (n + aside >= claim.samples)
    return {
      is: "unsound",
      why: `links did not carry ${aside} of ${count(n + aside, "ping")} as asked`,
    };
  const observed = `only ${count(n, `${claim.path} round trip`)} of ${claim.samples}`;
  return { is: "violated", observed, stoppedAt: "too few pings came back by the claimed path", because: [] };
}
