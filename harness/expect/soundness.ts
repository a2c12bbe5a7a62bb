import { analyse } from "../evidence/analysis.ts";
import type { CapturedPacket, Evidence } from "../evidence/evidence.ts";
import { isImpaired, measureLinks, type LinkMeasurement } from "../evidence/journeys/link-quality.ts";
import { storyStart } from "../evidence/story-packets.ts";
import type { Cable, Port } from "../evidence/journeys/wiring.ts";
import { core } from "../topology/plan/plan-addresses.ts";
import { dispersionOf, lossOf } from "../topology/impairment/totals.ts";
import { walk } from "../topology/walk.ts";
import { plausibleLosses } from "./loss/binomial.ts";
import { clockTrouble } from "./clocks.ts";
import { proofTrouble } from "./proofs.ts";
import { counted } from "../../src/base/counted.ts";
import { millisecondsText } from "./wording.ts";

/**
 * Tunable. `risk`: the probability of a false alarm about a link that loses `spare` more than configured. `late`, `early`:
 * milliseconds by which a link's median may be off. `fewest`: datagrams needed to judge. `apart`: the fraction of what
 * one end of a cable captured that the other may miss, in addition to what the link loses. `settled`: anything more
 * recent may still be under way.
 */
const tuned = { risk: 1e-6, spare: 0.02, late: 25, early: 1, fewest: 20, apart: 0.2, settled: 1000 } as const;

const troubles = new WeakMap<Evidence, { readonly why: string | undefined }>();

/** Why the evidence cannot be judged: what it lacks or contradicts. Undefined = it can. Cached per evidence value. */
export function soundnessTrouble(evidence: Evidence): string | undefined {
  let trouble = troubles.get(evidence);
  if (trouble === undefined) {
    trouble = { why: missingCapture(evidence) ?? proofTrouble(evidence) ?? linkTrouble(evidence) };
    troubles.set(evidence, trouble);
  }
  return trouble.why;
}

/** Every node of the topology has a capture; switches are not among them. */
function missingCapture({ topology, captures }: Evidence): string | undefined {
  const there = new Set(captures.map((capture) => capture.node));
  const missing = [core, ...[...walk(topology)].map((visited) => visited.name)].filter((name) => !there.has(name));
  return missing.length === 0 ? undefined : `the capture of ${missing.join(", ")} is missing`;
}

/** Limited to the time before the network was changed: later packets are lost on purpose. */
function linkTrouble(whole: Evidence): string | undefined {
  const evidence = undisturbed(whole);
  const { wiring } = analyse(whole);
  const clocks = clockTrouble(evidence, wiring);
  if (clocks !== undefined) return clocks;
  for (const measurement of measureLinks(evidence, wiring)) {
    const why = unlikeAsked(measurement);
    if (why !== undefined) return why;
  }
  for (const cable of wiring.cables) {
    const why = endsDisagree(cable, evidence);
    if (why !== undefined) return why;
  }
  return undefined;
}

function undisturbed(evidence: Evidence): Evidence {
  const start = storyStart(evidence) ?? -Infinity;
  const claimed = Math.min(...evidence.steps.filter((step) => step.claim !== undefined).map((step) => step.at));
  const acts = evidence.steps.filter((step) => step.claim === undefined && step.at > claimed).map((step) => step.at);
  const until = acts.reduce((a, b) => (a < b ? a : b), evidence.until);
  const captures = evidence.captures.map((capture) => ({
    ...capture,
    packets: capture.packets.filter(({ at }) => at >= start && at < until),
  }));
  return { ...evidence, captures, until };
}

function unlikeAsked({ node, direction, asked, sent, lost, p50 }: LinkMeasurement): string | undefined {
  if (sent < tuned.fewest || asked.rate !== undefined) return undefined;
  const link = `the link of ${node} (${direction})`;
  const [loss, dispersion] = [lossOf(asked), dispersionOf(asked)];
  const { least } = plausibleLosses(sent, loss, tuned.risk, dispersion);
  const { most } = plausibleLosses(sent, Math.min(1, loss + tuned.spare), tuned.risk, dispersion);
  if (lost < least || lost > most)
    return `${link} has a configured loss of ${(loss * 100).toFixed(1)} % and lost ${lost} of ${sent}`;
  const [early, late] = [asked.delay - asked.jitter - tuned.early, asked.delay + asked.jitter + tuned.late];
  if (p50 < early || p50 > late)
    return `${link} has a configured delay of ${millisecondsText(asked.delay)} and took ${millisecondsText(p50)}`;
  return undefined;
}

/**
 * What leaves one end of a cable arrives at the other; if only one capture has it, the other is incomplete.
 */
function endsDisagree({ near, far, link }: Cable, { captures, until }: Evidence): string | undefined {
  const packetsAt = ({ node, name }: Port): readonly CapturedPacket[] | undefined =>
    captures
      .find((capture) => capture.node === node)
      ?.packets.filter(
        (packet) => packet.interface === name && packet.protocol === "udp" && packet.at < until - tuned.settled,
      );
  const [here, there] = [packetsAt(near), packetsAt(far)];
  if (here === undefined || there === undefined) return undefined;
  for (const [from, to, asked] of [
    [here, there, link.up],
    [there, here, link.down],
  ] as const) {
    const sent = from.filter((packet) => packet.direction === "out").length;
    const got = to.filter((packet) => packet.direction === "in").length;
    const expected = isImpaired(asked) ? sent * (1 - lossOf(asked)) * (1 + (asked.duplicate ?? 0)) : sent;
    const most = Math.max(sent, got);
    const isCounted = asked.rate === undefined && asked.mtu === undefined;
    if (isCounted && most >= tuned.fewest && Math.abs(expected - got) > tuned.apart * most)
      return `the captures of ${near.node} and ${far.node} do not agree: of ${counted(sent, "datagram")} between them, ${got} arrived`;
  }
  return undefined;
}
