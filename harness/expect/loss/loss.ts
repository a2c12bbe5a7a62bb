import { after } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { LinkMeasurement } from "../../evidence/journeys/link-quality.ts";
import { topologyAt } from "../../evidence/topology-at.ts";
import type { Claim, Judgement, Ref } from "../claim.ts";
import { unreadWaiting } from "../timing/latency-bounds.ts";
import { roundTripLegs, type Leg } from "./links-between.ts";
import { datagramsNeeded, linkBound, pingsNeeded, programBound } from "./rates.ts";
import { explainLosses, sentBesides } from "./lost-pings.ts";
import { relayOf, samplesOf, tuned as sampling, type Sample } from "../samples.ts";
import { stillTooFew } from "../soonest.ts";
import { waitedBetween } from "../waiting.ts";
import { dispersionOf, lossOf } from "../../topology/impairment/totals.ts";
import { counted } from "../../../src/base/counted.ts";

/** Tunable: how many other datagrams that look like those with pings may be sent, per ping. */
const tuned = { besides: 0.1 } as const;

type LossClaim = Extract<Claim, { kind: "loss" }>;

/**
 * Judges cables and programs separately: each cable on the way by the datagrams that went in and did not come out, the
 * programs by the lost pings that no cable explains. `rates.ts` defines how certain each judgement is.
 */
export function judgeLoss(claim: LossClaim, evidence: Evidence): Judgement {
  const onPath = samplesOf(claim, evidence).filter((sample) => sample.onPath);
  const samples = onPath.slice(0, claim.samples);
  const n = samples.length;
  if (n < claim.samples) return tooFew(claim, evidence, samples);
  const relay = claim.path === "relayed" ? relayOf(samples, evidence) : undefined;
  const legs = roundTripLegs(topologyAt(evidence, claim.from), claim.a, claim.b, relay);
  const asked = 1 - legs.reduce((arrives, leg) => arrives * (1 - lossOf(leg.asked)), 1);
  const lost = samples.filter((sample) => sample.lost);
  const explained = explainLosses(
    lost.map((sample) => sample.ping),
    evidence,
  );
  const own = lost.filter((sample) => !explained.has(sample.ping));
  const bound = programBound(n - explained.size);
  const tally = `configured ${percent(asked)}, lost ${lost.length} of ${n} (${percent(lost.length / n)}), ${own.length} by programs`;
  const observed = `${tally}, under ${percent(bound.noticed)}`;
  const because = refs(claim, own.length > 0 ? own : lost.length > 0 ? lost : samples);
  // Losses of cables do not count against a program, so one that loses too much fails whatever the cables did.
  if (own.length > bound.most) {
    const late = own.filter((sample) => wantedProcessor(sample, claim, relay, evidence));
    if (own.length - late.length <= bound.most) {
      const why = `${late.length} of ${counted(own.length, "ping")} that no cable lost were late because programs waited for a processor: ${tally}`;
      return { is: "unsound", why };
    }
    const stoppedAt = `a sound program loses ${bound.most === 0 ? "none" : `at most ${bound.most}`} of ${n - explained.size} pings that no cable lost`;
    return { is: "violated", observed: tally, stoppedAt, because };
  }
  const besides = explained.size > bound.most ? sentBesides(samples.map((sample) => sample.ping), evidence) : 0; // prettier-ignore
  if (besides > tuned.besides * n) {
    const why = `programs sent ${counted(besides, "datagram")} that look like those with pings, so it is unclear which of them the cables lost; ${tally}`;
    return { is: "unsound", why };
  }
  const links = linkTrouble(claim, evidence, legs, explained.size);
  if (links?.is === "open") return { is: "pending", waitingFor: links.why };
  if (links !== undefined) return { is: "unsound", why: `${links.why}; pings: ${observed}` };
  if (n - explained.size < pingsNeeded) {
    const why = `${counted(n - explained.size, "ping")} that no cable lost are too few to tell a sound program from one that loses 10 %; at least ${pingsNeeded} are needed`;
    return { is: "unsound", why };
  }
  const last = samples.at(-1)!.ping;
  return { is: "met", observed, at: last.returned?.at ?? last.sent.at, because };
}

/**
 * Whether it would have been answered in time if the programs that handled it had not waited for a processor, as far as
 * that is known.
 */
function wantedProcessor(
  { ping }: Sample,
  { a, b }: LossClaim,
  relay: string | undefined,
  evidence: Evidence,
): boolean {
  const until = ping.returned?.at ?? evidence.until;
  const nodes = new Set([a, b, ...(relay === undefined ? [] : [relay])]);
  const waited = waitedBetween(evidence, nodes, ping.sent.at, until) ?? unreadWaiting(evidence.cpuPressure);
  return until - ping.sent.at - waited <= sampling.lostAfter;
}

/** A cable on the way that is not as configured, or carried too little to know. */
function linkTrouble(
  claim: LossClaim,
  evidence: Evidence,
  legs: readonly Leg[],
  explained: number,
): { readonly is: "wrong" | "open"; readonly why: string } | undefined {
  const lossy = legs.filter(({ asked }) => lossOf(asked) > 0);
  if (lossy.length === 0 && explained > 0)
    return { is: "wrong", why: `cables without configured loss lost ${counted(explained, "ping")}` };
  const onTheWay = new Set(legs.map((leg) => `${leg.node} ${leg.direction}`));
  const links = analyse(evidence).linksAt(claim.from);
  for (const link of links) {
    // For a cable without configured loss only lost pings matter: others may be lost to a later event.
    const counts = onTheWay.has(`${link.node} ${link.direction}`) && (lossOf(link.asked) > 0 || explained > 0);
    if (counts && isOff(link)) return { is: "wrong", why: linkCount(link) };
  }
  for (const { node, direction, asked } of lossy) {
    const sent = links.find((link) => link.node === node && link.direction === direction)?.sent ?? 0;
    const needed = datagramsNeeded(lossOf(asked), dispersionOf(asked));
    if (sent >= needed) continue;
    const why = `the link of ${node} (${direction}) has a configured loss of ${percent(lossOf(asked))}: ${counted(sent, "datagram")} are too few to tell that from another loss; at least ${needed} are needed`;
    return { is: evidence.until < after(claim.from, claim.within) ? "open" : "wrong", why };
  }
  return undefined;
}

function isOff({ asked, sent, lost }: LinkMeasurement): boolean {
  const { least, most } = linkBound(sent, lossOf(asked), dispersionOf(asked));
  return lost < least || lost > most;
}

const linkCount = ({ node, direction, asked, sent, lost }: LinkMeasurement): string =>
  `the link of ${node} (${direction}) has a configured loss of ${percent(lossOf(asked))} and lost ${lost} of ${sent}`;

function tooFew(claim: LossClaim, evidence: Evidence, samples: readonly Sample[]): Judgement {
  if (evidence.until < after(claim.from, claim.within)) return stillTooFew(claim, evidence, samples, "pings");
  const observed = `only ${counted(samples.length, "ping")} of ${claim.samples} stayed on the ${claim.path} path`;
  return { is: "violated", observed, stoppedAt: "too few pings by the claimed path", because: [] };
}

const refs = ({ a }: LossClaim, samples: readonly Sample[]): Ref[] => [
  { node: a, frames: samples.slice(0, 6).map((sample) => sample.ping.sent.frame) },
];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
