import { Bug } from "../../src/base/bug.ts";
import type { AddressPlan } from "../topology/addresses.ts";
import { addressOf, core } from "../topology/plan-addresses.ts";
import type { NatPlace } from "./protocol.ts";

/** Ours to choose. */
const tuned = {
  /** RFC 5780's port and the next; each router has a pair of its own, since all are measured at once. */
  firstPort: 3478,
  /** Shared out among the routers: two measurements through one outer NAT must not want the same port of it. */
  insidePorts: { first: 10_000, count: 20_000 },
  /** Links pass through meanwhile: a round trip takes well under a millisecond on an idle machine. */
  wait: 100,
};

/** Where to stand to measure a router: its first two hosts inside, the core's probe addresses outside. */
export function probePlace(plan: AddressPlan, router: string, seed: number): NatPlace {
  const above = Object.entries(plan.routersAbove);
  const inside = above.filter(([, routers]) => routers[0] === router).map(([host]) => host);
  if (inside.length === 0) throw new Bug(`no host stands directly behind ${router}`);
  const routers = [...new Set(above.flatMap(([, it]) => it))];
  const index = routers.indexOf(router);
  const port = tuned.firstPort + 2 * index;
  const count = Math.floor(tuned.insidePorts.count / routers.length);
  return {
    inside: inside.slice(0, 2).map((node) => ({ node, address: addressOf(plan, node, "eth0")! })),
    servers: { node: core, addresses: plan.probeAddresses, ports: [port, port + 1] },
    insidePorts: { first: tuned.insidePorts.first + index * count, count },
    seed,
    wait: tuned.wait,
  };
}
