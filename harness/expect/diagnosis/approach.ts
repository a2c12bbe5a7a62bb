import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { CapturedPacket, Evidence, Step } from "../../evidence/evidence.ts";
import type { Journey, JourneyEnd } from "../../evidence/journeys/journeys.ts";
import { storyStart } from "../../evidence/story-packets.ts";
import { inSeries } from "../../nat/predict/predict.ts";
import type { Nat } from "../../topology/nat/nat.ts";
import { core, isHostInterface } from "../../topology/plan/plan-addresses.ts";
import { theoryOf, type Theory } from "./theory.ts";

/** One datagram that a node sent straight to an address of the other's side. */
export interface Attempt {
  readonly at: Instant;
  /** As sent: the node's own socket, and what it aimed at. */
  readonly local: Endpoint;
  readonly to: Endpoint;
  /** As it left the outermost router, from where the internet saw it come; absent = it did not get that far. */
  readonly left?: CapturedPacket;
  readonly end: JourneyEnd;
  /** At the other node's interface, if it came there. */
  readonly heard?: CapturedPacket;
  /** The first and the last that was seen of it. */
  readonly first: CapturedPacket;
  readonly last: CapturedPacket;
}

/** One of the two nodes, and what it is behind. */
export interface Seeker {
  readonly name: string;
  /** All of its NATs as one. */
  readonly nat: Nat;
  /** Innermost first. */
  readonly routers: readonly string[];
  /** The outermost router; the node itself, if it is public. */
  readonly border: string;
  /** What it sent to the other node in this time, in order. */
  readonly sent: readonly Attempt[];
  /** Where the internet saw its datagrams come from, whoever they were for, with its own socket: by the text of the former. */
  readonly externals: ReadonlyMap<string, { readonly external: Endpoint; readonly local: Endpoint }>;
}

/** Two nodes that look for a direct path, from the story's beginning until something was done to them or their network. */
export interface Approach {
  readonly evidence: Evidence;
  readonly theory: Theory;
  readonly sides: readonly [Seeker, Seeker];
  readonly start: Instant;
  readonly until: Instant;
}

/** Undefined if there is no such time, or the oracle does not know such networks. */
export function approachOf(evidence: Evidence, a: string, b: string): Approach | undefined {
  const theory = theoryOf(evidence, a, b);
  const start = storyStart(evidence);
  const until = undisturbedUntil(evidence, a, b);
  if (theory === undefined || start === undefined || until === undefined) return undefined;
  const side = (name: string, other: string, own: readonly Nat[]) =>
    sideOf(evidence, name, other, [...own, ...(theory.shared ?? [])], until);
  return { evidence, theory, sides: [side(a, b, theory.a), side(b, a, theory.b)], start, until };
}

/**
 * Until the first step after the first claim about them that could keep datagrams from arriving, or ends a program. An event
 * other than of links changes addresses and mappings, so that the network is not the one that the evidence describes:
 * undefined.
 */
function undisturbedUntil({ steps, until }: Evidence, a: string, b: string): Instant | undefined {
  if (steps.some(({ event }) => event !== undefined && event.kind !== "set-link")) return undefined;
  const claims = steps.filter(({ claim }) => {
    return claim !== undefined && [a, b].includes(claim.a) && [a, b].includes(claim.b);
  });
  if (claims.length === 0) return undefined;
  const begun = Math.min(...claims.map(({ claim }) => claim!.from));
  const acts = steps.filter((step) => step.claim === undefined && step.at > begun && !leavesDirectOpen(step));
  return Math.min(until, ...acts.map(({ at }) => at)) as Instant;
}

/** A test of a relayed path only keeps datagrams from the relays. */
const leavesDirectOpen = ({ cut }: Step): boolean => cut !== undefined && cut.path === "relayed" && cut.only !== true;

function sideOf(evidence: Evidence, name: string, other: string, chain: readonly Nat[], until: Instant): Seeker {
  const analysis = analyse(evidence);
  const routers = evidence.addresses.routersAbove[name] ?? [];
  const border = routers.at(-1) ?? name;
  const aims = aimsAt(evidence, other);
  const sent = analysis.direct(name, other).filter(({ hops: [first] }) => {
    return first!.at < until && aims.has(first!.to!.address);
  });
  const externals = new Map<string, { external: Endpoint; local: Endpoint }>();
  for (const journey of analysis.journeys.all) {
    if (journey.origin !== name || journey.hops[0]!.at >= until || !isHostInterface(journey.hops[0]!.interface))
      continue;
    const external = leaving(journey, border)?.from;
    if (external !== undefined) externals.set(endpointKey(external), { external, local: journey.hops[0]!.from! });
  }
  return { name, nat: inSeries(chain), routers, border, sent: sent.map((one) => attemptOf(one, border, other)), externals }; // prettier-ignore
}

function attemptOf(journey: Journey, border: string, other: string): Attempt {
  const { hops, end } = journey;
  const [first, last] = [hops[0]!, hops.at(-1)!];
  const left = leaving(journey, border);
  return {
    at: first.at,
    local: first.from!,
    to: first.to!,
    ...(left !== undefined && { left }),
    end,
    ...(end.is === "delivered" && end.node === other && { heard: last }),
    first,
    last,
  };
}

const leaving = ({ hops, origin }: Journey, border: string): CapturedPacket | undefined =>
  hops.find(({ node, interface: name, direction }) => {
    return node === border && direction === "out" && (node === origin || name === "wan");
  });

/** The node's own addresses and those that the internet knows; not those by which its LAN knows a router. */
function aimsAt({ addresses }: Evidence, node: string): ReadonlySet<string> {
  const inner = addresses.interfaces.filter((iface) => iface.node === core || iface.name === "lan");
  const routers = new Set(inner.flatMap((iface) => iface.addresses.map(({ address }) => address)));
  const outer = (addresses.routersAbove[node] ?? []).flatMap((router) =>
    addresses.interfaces.filter((iface) => iface.node === router && iface.name === "wan"),
  );
  const own = addresses.interfaces.filter((iface) => iface.node === node);
  const all = [...own, ...outer].flatMap((iface) => iface.addresses.map(({ address }) => address));
  return new Set([...all, ...(addresses.publicAddresses[node] ?? [])].filter((address) => !routers.has(address)));
}
