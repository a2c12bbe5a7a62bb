import { Bug } from "../../src/base/bug.ts";
import { inSeries } from "../nat/predict/predict.ts";
import { insidePorts, serverPorts } from "../nat/probe/ports.ts";
import { nat, type Nat } from "../topology/nat/nat.ts";
import type { NetworkState } from "../topology/network-state.ts";
import { nat64Prefix } from "../topology/plan/nat64.ts";
import { address6Of, core } from "../topology/plan/plan-addresses.ts";
import { walk } from "../topology/walk.ts";
import type { ProbePlaceParams } from "./protocol.ts";

/** Tunable. */
const tuned = {
  /** RFC 5780's port and the next; each router has another pair, because all are measured at once. */
  firstPort: 3478,
  /** Links are transparent meanwhile: a round trip takes well under a millisecond on an idle machine. */
  wait: 100,
  beyond: 1.5,
  /** The golden ratio's bits: neighbouring indexes get distant seeds. */
  spread: 0x9e3779b1,
};

export interface ProbePlan {
  readonly router: string;
  /** Of the router and all those between it and the internet in series: a prober outside sees them as one. */
  readonly declared: Nat;
  readonly place: ProbePlaceParams;
  /** Absent = IPv4. */
  readonly family?: "IPv6";
}

/** `quick` is a quarter of a second. */
export type ProofDepth = "quick" | "full";

export interface ProbeOptions {
  /** The NAT to be measured; the responders use ports that it lets out. */
  readonly declared?: Nat;
  /** 0 = before a story, 1 = after it. */
  readonly round?: 0 | 1;
  /** After `full` the NATs must forget all mappings. */
  readonly depth?: ProofDepth;
  /** In full depth lifetimes up to this, in milliseconds, are measured, which takes up to five lifetimes. */
  readonly longest?: number;
}

/** Every router that currently has hosts directly behind it; other routers are measured through these. */
export const probePlans = (
  state: NetworkState,
  seed: number,
  options: Omit<ProbeOptions, "declared"> = {},
): readonly ProbePlan[] =>
  [...walk(state.topology)].flatMap(({ name, node, above }) => {
    if (node.kind !== "router" || hostsBehind(state, name).length === 0) return [];
    const chain = [name, ...above.map((entry) => entry.name)].map((router) => state.router(router).declared);
    const declared = inSeries(chain);
    const place = probePlace(state, name, seed, { ...options, declared });
    return [{ router: name, declared, place }, ...probePlans6(state, name, seed, options)];
  });

/** From the same hosts and ports over IPv6, if the router has it. */
function probePlans6(
  state: NetworkState,
  router: string,
  seed: number,
  options: Omit<ProbeOptions, "declared">,
): readonly ProbePlan[] {
  const { addresses } = state;
  const { ipv6 } = state.router(router);
  if (ipv6 === undefined || addresses.ipv6 === undefined) return [];
  const place = probePlace(state, router, seed, { ...options, declared: ipv6.nat });
  const inside = place.inside.flatMap(({ node }) => {
    const address = address6Of(addresses, node, state.attachment(node)!.name);
    return address === undefined ? [] : [{ node, address }];
  });
  if (inside.length === 0) return [];
  const servers = { ...place.servers, addresses: addresses.ipv6.probeAddresses };
  return [{ router, declared: ipv6.nat, place: { ...place, inside, servers }, family: "IPv6" }];
}

/** From where a router is measured: its first two hosts inside, the core's probe addresses outside. */
export function probePlace(
  state: NetworkState,
  router: string,
  seed: number,
  { declared = nat.none, round = 0, depth = "quick", longest = 0 }: ProbeOptions = {},
): ProbePlaceParams {
  const inside = hostsBehind(state, router);
  const idle = lifetimeOf(declared);
  if (inside.length === 0) throw new Bug(`no host is directly behind ${router}`);
  const routers = [...state.routers.keys()];
  const index = routers.indexOf(router);
  const port = tuned.firstPort + 2 * index;
  return {
    inside: inside.slice(0, 2).map((node) => ({ node, address: state.attachment(node)!.address })),
    ...(state.addresses.nat64?.[inside[0]!] !== undefined && { nat64: nat64Prefix }),
    servers: { node: core, addresses: state.addresses.probeAddresses, ports: serverPorts(declared, [port, port + 1]) },
    reach: [...(declared.egress?.udp ?? []), ...(declared.egress?.tcp ?? [])],
    insidePorts: insidePorts(index, routers.length, round),
    depth,
    // Longer than declared, to notice a mapping that lives too long.
    ...(depth === "full" && idle !== undefined && idle <= longest && { longest: idle * tuned.beyond }),
    // Different for each: measurements share the core's sockets and recognise their probes by tokens.
    seed: (seed ^ Math.imul(index + 1, tuned.spread)) >>> 0,
    wait: tuned.wait,
  };
}

const lifetimeOf = (middlebox: Nat): number | undefined =>
  middlebox.translates ? middlebox.idle : middlebox.firewall?.idle;

function hostsBehind({ addresses }: NetworkState, router: string): readonly string[] {
  return Object.entries(addresses.routersAbove).flatMap(([host, [first]]) => (first === router ? [host] : []));
}
