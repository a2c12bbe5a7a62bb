import { Bug } from "../../src/base/bug.ts";
import type { NetworkState } from "../topology/network-state.ts";
import { core } from "../topology/plan-addresses.ts";
import type { NatPlace } from "./protocol.ts";

/** Ours to choose. */
const tuned = {
  /** RFC 5780's port and the next; each router has a pair of its own, since all are measured at once. */
  firstPort: 3478,
  /** Links pass through meanwhile: a round trip takes well under a millisecond on an idle machine. */
  wait: 100,
};

/** Where to stand to measure a router: its first two hosts inside, the core's probe addresses outside. */
export function probePlace(state: NetworkState, router: string, seed: number): NatPlace {
  const plan = state.addresses;
  const above = Object.entries(plan.routersAbove);
  const inside = above.filter(([, routers]) => routers[0] === router).map(([host]) => host);
  if (inside.length === 0) throw new Bug(`no host stands directly behind ${router}`);
  const routers = [...new Set(above.flatMap(([, it]) => it))];
  const port = tuned.firstPort + 2 * routers.indexOf(router);
  return {
    inside: inside.slice(0, 2).map((node) => ({ node, address: state.attachment(node)!.address })),
    servers: { node: core, addresses: plan.probeAddresses, ports: [port, port + 1] },
    seed,
    wait: tuned.wait,
  };
}
