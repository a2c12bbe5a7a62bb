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
import { counted } from "../../../src/base/counted.ts";

/** Ours: the most datagrams like those with pings that may be sent besides, for each ping. */
const tuned = { besides: 0.1 } as const;

type LossClaim = Extract<Claim, { kind: "loss" }>;

/**
 * Cables and programs apart: each cable on the way is judged by the datagrams that went in and did not come out, the
 * programs by the pings that were lost without a cable's doing. How sure either is, is said by `rates.ts`.
 */
export function judgeLoss(claim: LossClaim, evidence: Evidence): Judgement {
  const onPath = samplesOf(claim, evidence).filter((sample) => sample.onPath);
  const samples = onPath.slice(0, claim.samples);
  const n = samples.length;
  if (n < claim.samples) return tooFew(claim, evidence, samples);
  const relay = claim.path === "relayed" ? relayOf(samples, evidence) : undefined;
  const legs = roundTripLegs(topologyAt(evidence, claim.from), claim.a, claim.b, relay);
  const asked = 1 - legs.reduce((arrives, leg) => arrives * (1 - leg.asked.loss), 1);
  const lost = samples.filter((sample) => sample.lost);
  const explained = explainLosses(
    lost.map((sample) => sample.ping),
    evidence,
  );
  const own = lost.filter((sample) => !explained.has(sample.ping));
  const bound = programBound(n - explained.size);
  const tally = `asked ${percent(asked)}, lost ${lost.length} of ${n} (${percent(lost.length / n)}); by programs ${own.length}`;
  const observed = `${tally}, under ${percent(bound.noticed)}`;
  const because = refs(claim, own.length > 0 ? own : lost.length > 0 ? lost : samples);
  // A program that loses too much does so whatever the cables did: their losses are not counted against it.
  if (own.length > bound.most) {
    const late = own.filter((sample) => wantedProcessor(sample, claim, relay, evidence));
    if (own.length - late.length <= bound.most) {
      const why = `${late.length} of ${counted(own.length, "ping")} that no cable lost were late because programs waited for a processor: ${tally}`;
      return { is: "unsound", why };
    }
    const stoppedAt = `a sound program loses ${bound.most === 0 ? "none" : `${bound.most} at most`} of ${n - explained.size} that cables did not lose`;
    return { is: "violated", observed: tally, stoppedAt, because };
  }
  const besides = explained.size > bound.most ? sentBesides(samples.map((sample) => sample.ping), evidence) : 0; // prettier-ignore
  if (besides > tuned.besides * n) {
    const why = `programs sent ${counted(besides, "datagram")} that look like those with pings, so it is unknown which ones the cables lost; ${tally}`;
    return { is: "unsound", why };
  }
  const links = linkTrouble(claim, evidence, legs, explained.size);
  if (links?.is === "open") return { is: "pending", waitingFor: links.why };
  if (links !== undefined) return { is: "unsound", why: `${links.why}; pings: ${observed}` };
  if (n - explained.size < pingsNeeded) {
    const why = `${counted(n - explained.size, "ping")} that no cable lost cannot tell a sound program from one that loses 10 %: at least ${pingsNeeded} are needed`;
    return { is: "unsound", why };
  }
  const last = samples.at(-1)!.ping;
  return { is: "met", observed, at: last.returned?.at ?? last.sent.at, because };
}

/**
 * Would it have been answered in time without what the programs that had it are known to have waited for a processor?
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

/** A cable on the way that is not what was asked for, or was not loaded enough to be told from another one. */
function linkTrouble(
  claim: LossClaim,
  evidence: Evidence,
  legs: readonly Leg[],
  explained: number,
): { readonly is: "wrong" | "open"; readonly why: string } | undefined {
  const lossy = legs.filter(({ asked }) => asked.loss > 0);
  if (lossy.length === 0 && explained > 0)
    return { is: "wrong", why: `cables without configured loss lost ${counted(explained, "ping")}` };
  const onTheWay = new Set(legs.map((leg) => `${leg.node} ${leg.direction}`));
  const links = analyse(evidence).linksAt(claim.from);
  for (const link of links) {
    // What a cable loses that was to lose nothing matters when it was a ping: others may be lost to a later event.
    const counts = onTheWay.has(`${link.node} ${link.direction}`) && (link.asked.loss > 0 || explained > 0);
    if (counts && isOff(link)) return { is: "wrong", why: linkCount(link) };
  }
  for (const { node, direction, asked } of lossy) {
    const sent = links.find((link) => link.node === node && link.direction === direction)?.sent ?? 0;
    const needed = datagramsNeeded(asked.loss);
    if (sent >= needed) continue;
    const why = `the link of ${node} (${direction}) was asked to lose ${percent(asked.loss)}: ${counted(sent, "datagram")} cannot tell that from another loss, at least ${needed} are needed`;
    return { is: evidence.until < after(claim.from, claim.within) ? "open" : "wrong", why };
  }
  return undefined;
}

function isOff({ asked, sent, lost }: LinkMeasurement): boolean {
  const { least, most } = linkBound(sent, asked.loss);
  return lost < least || lost > most;
}

const linkCount = ({ node, direction, asked, sent, lost }: LinkMeasurement): string =>
  `the link of ${node} (${direction}) was asked to lose ${percent(asked.loss)} and lost ${lost} of ${sent}`;

function tooFew(claim: LossClaim, evidence: Evidence, samples: readonly Sample[]): Judgement {
  if (evidence.until < after(claim.from, claim.within)) return stillTooFew(claim, evidence, samples, "pings");
  const observed = `only ${counted(samples.length, "ping")} of ${claim.samples} stayed on the ${claim.path} path`;
  return { is: "violated", observed, stoppedAt: "too few pings by the claimed path", because: [] };
}

const refs = ({ a }: LossClaim, samples: readonly Sample[]): Ref[] => [
  { node: a, frames: samples.slice(0, 6).map((sample) => sample.ping.sent.frame) },
];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
