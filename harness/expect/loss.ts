import { after } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { topologyAt } from "../evidence/topology-at.ts";
import type { Claim, Judgement, Ref } from "./claim.ts";
import { plausibleLosses } from "./binomial.ts";
import { roundTripLegs } from "./links-between.ts";
import { lossExplained } from "./lost-pings.ts";
import { relayOf, samplesOf, type Sample } from "./samples.ts";
import { count } from "./wording.ts";

type LossClaim = Extract<Claim, { kind: "loss" }>;

/** Ours: how rarely a sound program on sound links may be called wrong. */
const tuned = { risk: 1e-6 } as const;

/** Lost pings among the samples against the asked loss of every link there and back, with exact binomial bounds. */
export function judgeLoss(claim: LossClaim, evidence: Evidence): Judgement {
  const onPath = samplesOf(claim, evidence).filter((it) => it.onPath);
  const samples = onPath.slice(0, claim.samples);
  const n = samples.length;
  if (n < claim.samples) return tooFew(claim, evidence, n);
  const relay = claim.path === "relayed" ? relayOf(samples, evidence) : undefined;
  const legs = roundTripLegs(topologyAt(evidence, claim.from), claim.a, claim.b, relay);
  const asked = 1 - legs.reduce((arrives, leg) => arrives * (1 - leg.asked.loss), 1);
  const lost = samples.filter((it) => it.lost);
  const { least, most } = plausibleLosses(n, asked, tuned.risk);
  const explained = lost.filter((it) => lossExplained(it.ping, evidence)).length;
  const unexplained = lost.length - explained;
  const observed =
    `asked ${percent(asked)}, lost ${lost.length} of ${n} (${percent(lost.length / n)})` +
    (unexplained > 0 ? `, ${unexplained} of them not lost by a cable` : "");
  const because = refs(claim, lost.length > 0 ? lost : samples);
  if (lost.length >= least && lost.length <= most) {
    const last = samples.at(-1)!.ping;
    return { is: "met", observed, at: last.returned?.at ?? last.sent.at, because };
  }
  const guilty = guiltyLink(evidence, legs);
  if (guilty !== undefined) return { is: "unsound", why: `${guilty}; pings: ${observed}` };
  const stoppedAt = `plausible are ${least} to ${most}; ${count(explained, "loss", "losses")} explained by cables`;
  return { is: "violated", observed, stoppedAt, because };
}

/** A link on the way that lost more or fewer datagrams than chance explains. */
function guiltyLink(evidence: Evidence, legs: ReturnType<typeof roundTripLegs>): string | undefined {
  const onTheWay = new Set(legs.map((it) => `${it.node} ${it.direction}`));
  for (const { node, direction, asked, sent, lost } of analyse(evidence).links) {
    const { least, most } = plausibleLosses(sent, asked.loss, tuned.risk);
    if (!onTheWay.has(`${node} ${direction}`) || (lost >= least && lost <= most)) continue;
    return `the link of ${node} (${direction}) was asked to lose ${percent(asked.loss)} and lost ${lost} of ${sent}`;
  }
  return undefined;
}

function tooFew(claim: LossClaim, evidence: Evidence, n: number): Judgement {
  const waitingFor = `${claim.path} pings: ${n} of ${claim.samples}`;
  if (evidence.until < after(claim.from, claim.within)) return { is: "pending", waitingFor };
  const observed = `only ${count(n, "ping")} of ${claim.samples} kept to the ${claim.path} path`;
  return { is: "violated", observed, stoppedAt: "too few pings by the claimed path", because: [] };
}

const refs = ({ a }: LossClaim, samples: readonly Sample[]): Ref[] => [
  { node: a, frames: samples.slice(0, 6).map((it) => it.ping.sent.frame) },
];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
