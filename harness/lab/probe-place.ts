import { Bug } from "../../src/base/bug.ts";
import { inSeries } from "../nat/predict.ts";
import type { Nat } from "../topology/nat.ts";
import type { NetworkState } from "../topology/network-state.ts";
import { core } from "../topology/plan-addresses.ts";
import { walk } from "../topology/walk.ts";
import type { NatPlace } from "./protocol.ts";

/** Ours to choose. */
const tuned = {
  /** RFC 5780's port and the next; each router has a pair of its own, since all are measured at once. */
  firstPort: 3478,
  /** Links pass through meanwhile: a round trip takes well under a millisecond on an idle machine. */
  wait: 100,
};

export interface ProbePlan {
  readonly router: string;
  /** Of the router and all those between it and the internet, in series: a prober outside sees them as one. */
  readonly declared: Nat;
  readonly place: NatPlace;
}

/** Every router that hosts stand directly behind, as things are now; the others are seen through these. */
export const probePlans = (state: NetworkState, seed: number): readonly ProbePlan[] =>
  [...walk(state.topology)].flatMap(({ name, node, above }) => {
    if (node.kind !== "router" || hostsBehind(state, name).length === 0) return [];
    const chain = [name, ...above.map((it) => it.name)].map((it) => state.router(it).declared);
    // Probers behind one outer NAT shall not come from the same ports: that would be a clash of theirs.
    const own = seed + [...state.routers.keys()].indexOf(name);
    return [{ router: name, declared: inSeries(chain), place: probePlace(state, name, own) }];
  });

/** Where to stand to measure a router: its first two hosts inside, the core's probe addresses outside. */
export function probePlace(state: NetworkState, router: string, seed: number): NatPlace {
  const inside = hostsBehind(state, router);
  if (inside.length === 0) throw new Bug(`no host stands directly behind ${router}`);
  return {
    inside: inside.slice(0, 2).map((node) => ({ node, address: state.attachment(node)!.address })),
    servers: { node: core, addresses: state.addresses.probeAddresses, ports: remotePorts(state, router) },
    seed,
    wait: tuned.wait,
  };
}

function hostsBehind({ addresses }: NetworkState, router: string): readonly string[] {
  return Object.entries(addresses.routersAbove).flatMap(([host, [first]]) => (first === router ? [host] : []));
}

/** Where only some remote ports can be reached, two of these. */
function remotePorts(state: NetworkState, router: string): readonly [number, number] {
  const [one, other] = state.router(router).declared.egress?.udp ?? [];
  if (one !== undefined && other !== undefined) return [one, other];
  const first = tuned.firstPort + 2 * [...state.routers.keys()].indexOf(router);
  return [first, first + 1];
}
