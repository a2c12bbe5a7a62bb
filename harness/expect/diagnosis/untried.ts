import { counted } from "../../../src/base/counted.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";
import { storyPackets } from "../../evidence/story-packets.ts";
import { isHostInterface } from "../../topology/plan/plan-addresses.ts";
import { secondsText } from "../wording.ts";
import type { Approach, Seeker } from "./approach.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { endpointsText, refsTo, sentText, withKnownEnd } from "./words.ts";
import { aimsOf, hasMapping } from "./misdirected.ts";
import { filterOf } from "./unrepeated.ts";

/** Tunable: milliseconds in which a program that punches would have begun. */
const tuned = { patience: 2000 } as const;

/** One side's datagrams were refused because the other sent none. */
export function oneTried(approach: Approach): Diagnosis | undefined {
  const [a, b] = approach.sides;
  const [tried, other] = a.sent.length > 0 ? [a, b] : [b, a];
  const first = tried.sent[0];
  if (first === undefined || other.sent.length > 0 || (approach.theory.shared ?? []).length > 0) return undefined;
  if (approach.until - first.at < tuned.patience || filterOf(other.nat) === "endpoint-independent") return undefined;
  const ended = withKnownEnd(tried.sent);
  if (ended.length === 0 || !ended.every(({ end }) => end.is === "refused" && other.routers.includes(end.by)))
    return undefined;
  if (!aimsOf(tried.sent).every((aim) => hasMapping(aim, other, approach.evidence)) || !isAlive(other, approach))
    return undefined;
  return {
    kind: "only one tries",
    sentence: `${tried.name} sent ${sentText(approach, tried.sent)} to ${endpointsText(tried.sent.map(({ to }) => to))}, which ${other.border} refused because ${other.name} sent none to ${tried.name}: a filter opens from inside, so both must send`,
    refs: refsTo(tried.sent.slice(0, 4).map(({ last }) => last)),
    clause: "RFC 5128 §3.3",
  };
}

/** No datagram went from either to the other's side. */
export function untried(approach: Approach): Diagnosis | undefined {
  const { evidence, sides, start, until } = approach;
  const [a, b] = sides;
  if (a.sent.length + b.sent.length > 0 || until - start < tuned.patience) return undefined;
  if (!isAlive(a, approach) || !isAlive(b, approach)) return undefined;
  const streams = [segments(a, b, evidence), segments(b, a, evidence)].flat();
  const but = streams.length === 0 ? "" : ` (only ${counted(streams.length, "TCP segment")})`;
  return {
    kind: "nobody tries",
    sentence: `neither ${a.name} nor ${b.name} sent a datagram towards the other's addresses in ${secondsText(until - start)}${but}: nobody tried a direct path`,
    refs: refsTo([a, b].flatMap((side) => ownPackets(side, evidence).slice(0, 2))),
    clause: "RFC 5128 §3.3",
  };
}

/** A program that has sent nothing at all does not run. */
const isAlive = (side: Seeker, { evidence }: Approach): boolean => ownPackets(side, evidence).length > 0;

/** Of the story, not of the probes before it. */
const ownPackets = ({ name }: Seeker, evidence: Evidence): readonly CapturedPacket[] =>
  storyPackets(evidence)
    .filter(({ node }) => node === name)
    .flatMap(({ packets }) => packets)
    .filter(({ interface: port, direction, protocol }) => {
      return direction === "out" && isHostInterface(port) && (protocol === "udp" || protocol === "tcp");
    });

/** TCP from one to the other's public addresses. */
const segments = (from: Seeker, to: Seeker, evidence: Evidence): readonly CapturedPacket[] =>
  ownPackets(from, evidence).filter((packet) => {
    return packet.protocol === "tcp" && evidence.addresses.publicAddresses[to.name]?.includes(packet.to!.address);
  });
