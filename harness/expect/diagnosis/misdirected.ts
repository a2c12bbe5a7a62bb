import { counted } from "../../../src/base/counted.ts";
import { endpointKey, sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { analyse } from "../../evidence/analysis.ts";
import { groupBy } from "../../evidence/journeys/pairing.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";
import type { Approach, Attempt, Seeker } from "./approach.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { endpointsText, refsTo, sentText, withKnownEnd } from "./words.ts";

/** Tunable: a program that tries more ports than this guesses on purpose. */
const tuned = { ports: 2 } as const;

/** All that one side sent to the other's NAT went to ports through which nothing has ever left it. */
export function wrongPort(approach: Approach): Diagnosis | undefined {
  const { evidence, theory, sides } = approach;
  if ((theory.shared ?? []).some(({ translates }) => translates)) return undefined;
  const [a, b] = sides;
  for (const [side, other] of [
    [a, b],
    [b, a],
  ] as const) {
    // prettier-ignore
    const sent = outside(side, other, evidence);
    const aims = aimsOf(sent);
    const known = [...other.externals.values()].map(({ external }) => external);
    if (!other.nat.translates || mapsPorts(evidence) || known.length === 0) continue;
    if (aims.length === 0 || aims.length > tuned.ports || aims.some((aim) => hasMapping(aim, other, evidence)))
      continue;
    const refused = sent.filter(({ end }) => end.is === "refused" && end.by === other.border);
    if (refused.length === 0) continue;
    return {
      kind: "wrong port",
      sentence: `${side.name} sent ${sentText(approach, sent)} to ${endpointsText(sent.map(({ to }) => to))}, where ${other.border} has no mapping: ${other.name} is at ${endpointsText(known)}, so a wrong port was announced, or used`,
      refs: refsTo([...refused.slice(0, 3).map(({ last }) => last), ...leaving(other, evidence).slice(0, 1)]),
      ...(other.nat.mapping === "endpoint-independent" && { clause: "RFC 4787 REQ-1" }),
    };
  }
  return undefined;
}

/** One side only tried the other's inside address, across the internet. */
export function onlyInside(approach: Approach): Diagnosis | undefined {
  const { evidence, theory, sides } = approach;
  if ((theory.shared ?? []).length > 0) return undefined;
  const [a, b] = sides;
  for (const [side, other] of [
    [a, b],
    [b, a],
  ] as const) {
    // prettier-ignore
    if (!other.nat.translates || side.sent.length === 0 || outside(side, other, evidence).length > 0) continue;
    return {
      kind: "inside address only",
      sentence: `${side.name} sent ${sentText(approach, side.sent)} to ${endpointsText(side.sent.map(({ to }) => to))}, an address inside ${other.border}, and none to ${publicOf(other, evidence)}, where the internet sees ${other.name}`,
      refs: refsTo(side.sent.slice(0, 3).map(({ last }) => last)),
      clause: "RFC 8445 §5.1.1.2",
    };
  }
  return undefined;
}

/** Two nodes of one LAN that only tried each other's address outside. */
export function neighboursOutside(approach: Approach): Diagnosis | undefined {
  const { evidence, theory, sides } = approach;
  const [a, b] = sides;
  const all = [...a.sent, ...b.sent];
  const out = outside(a, b, evidence).length + outside(b, a, evidence).length;
  if (theory.neighbours !== true || all.length === 0 || out < all.length) return undefined;
  if (withKnownEnd(all).some(({ end }) => end.is !== "refused")) return undefined;
  return {
    kind: "outside address only",
    sentence: `${a.name} and ${b.name} are in one LAN, and sent ${counted(all.length, "datagram")} to each other, all to ${endpointsText(all.map(({ to }) => to))}, outside it, which ${a.border} refused: neither tried the other's own address`,
    refs: refsTo(all.slice(0, 4).map(({ last }) => last)),
    clause: "RFC 8445 §5.1.1.1",
  };
}

const outside = (side: Seeker, other: Seeker, { addresses }: Evidence): readonly Attempt[] =>
  side.sent.filter(({ to }) => addresses.publicAddresses[other.name]?.includes(to.address));

const publicOf = ({ name }: Seeker, { addresses }: Evidence): string =>
  (addresses.publicAddresses[name] ?? []).join(", ");

/** Ports that a router was asked to forward are open although nothing has left through them. */
const mapsPorts = ({ topology }: Evidence): boolean =>
  Object.values(topology.nodes).some((node) => node.kind === "router" && node.portMapping !== undefined);

const leaving = ({ border }: Seeker, { captures }: Evidence) =>
  captures
    .filter(({ node }) => node === border)
    .flatMap(({ packets }) => packets)
    .filter(({ interface: name, direction, protocol }) => name === "wan" && direction === "out" && protocol === "udp");

/** Each endpoint once. */
export const aimsOf = (sent: readonly Attempt[]): readonly Endpoint[] =>
  [...groupBy(sent, ({ to }) => endpointKey(to)).values()].map(([first]) => first!.to);

/** Of anybody behind that router, at any time: something left through it, or was let in. */
export const hasMapping = (external: Endpoint, side: Seeker, evidence: Evidence): boolean =>
  leaving(side, evidence).some(({ from }) => from !== undefined && sameEndpoint(from, external)) ||
  analyse(evidence).journeys.all.some(({ hops, end }) => end.is === "delivered" && hops.some((hop) => isAt(hop, external, side))); // prettier-ignore

const isAt = (
  { node, interface: name, direction, to }: CapturedPacket,
  external: Endpoint,
  { border }: Seeker,
): boolean => node === border && name === "wan" && direction === "in" && to !== undefined && sameEndpoint(to, external);
