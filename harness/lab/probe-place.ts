import { Bug } from "../../src/base/bug.ts";
import { insidePorts, serverPorts } from "../nat/probe-ports.ts";
import type { AddressPlan } from "../topology/addresses.ts";
import { nat, type Nat } from "../topology/nat.ts";
import { addressOf, core } from "../topology/plan-addresses.ts";
import type { NatPlace } from "./protocol.ts";

/** Ours to choose. */
const tuned = {
  /** RFC 5780's port and the next; each router has a pair of its own, since all are measured at once. */
  firstPort: 3478,
  /** Links pass through meanwhile: a round trip takes well under a millisecond on an idle machine. */
  wait: 100,
};

export interface ProbeOptions {
  /** What is to be measured; the responders take ports that it lets out. */
  readonly declared?: Nat;
  /** 0 = before a story, 1 = after it. */
  readonly round?: 0 | 1;
  /** `full` takes seconds, and up to three times `longest` (milliseconds) where lifetimes are to be measured. */
  readonly depth?: "quick" | "full";
  readonly longest?: number;
}

/** Where to stand to measure a router: its first two hosts inside, the core's probe addresses outside. */
export function probePlace(
  plan: AddressPlan,
  router: string,
  seed: number,
  { declared = nat.none, round = 0, depth = "quick", longest }: ProbeOptions = {},
): NatPlace {
  const above = Object.entries(plan.routersAbove);
  const inside = above.filter(([, routers]) => routers[0] === router).map(([host]) => host);
  if (inside.length === 0) throw new Bug(`no host stands directly behind ${router}`);
  const routers = [...new Set(above.flatMap(([, it]) => it))];
  const index = routers.indexOf(router);
  const port = tuned.firstPort + 2 * index;
  return {
    inside: inside.slice(0, 2).map((node) => ({ node, address: addressOf(plan, node, "eth0")! })),
    servers: { node: core, addresses: plan.probeAddresses, ports: serverPorts(declared, [port, port + 1]) },
    insidePorts: insidePorts(index, routers.length, round),
    depth,
    ...(longest !== undefined && { longest }),
    seed,
    wait: tuned.wait,
  };
}
