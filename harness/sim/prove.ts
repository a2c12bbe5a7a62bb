import { milliseconds } from "../../src/base/instant.ts";
import type { NatProof } from "../evidence/evidence.ts";
import { measureNat, type ProbePlace } from "../nat/measure.ts";
import { inSeries } from "../nat/predict.ts";
import { insidePorts, serverPorts } from "../nat/probe-ports.ts";
import { addressOf, core, routersOf } from "../topology/plan-addresses.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import type { Network } from "./network.ts";
import { SimProbeSockets } from "./probe-sockets.ts";

/** RFC 5780 §4: a STUN server's usual port and an alternate one. */
const spec = { ports: [3478, 3479] } as const;

/** Links are plain while NATs are measured, so that any wait is for a refused probe. */
const tuned = { wait: milliseconds(100) };

export interface ProofOptions extends Pick<ProbePlace, "depth" | "lifetime" | "reach"> {
  /** 0 = before a story, 1 = after it. */
  readonly round?: 0 | 1;
}

/**
 * Measures the NAT of every router that has hosts, from those hosts, with the prober that the laboratory uses. Behind
 * several NATs the outcome is that of all of them in series, and is declared as such.
 */
export async function proveNats(
  topology: Topology,
  network: Network,
  { round = 0, ...depth }: ProofOptions = {},
): Promise<NatProof[]> {
  const sockets = new SimProbeSockets(network);
  const routers = routersOf(topology);
  const { plan, random, cables } = network;
  const proofs: NatProof[] = [];
  cables.passThrough = true;
  for (const { name, node, above } of walk(topology)) {
    if (node.kind !== "router") continue;
    const hosts = Object.entries(node.lan).flatMap(([host, it]) => (it.kind === "host" ? [host] : []));
    const inside = hosts.slice(0, 2).map((host) => ({ node: host, address: addressOf(plan, host, "eth0")! }));
    if (inside.length === 0) continue;
    const declared = inSeries([node.nat, ...above.map((it) => it.router.nat)]);
    const servers = { node: core, addresses: plan.probeAddresses, ports: serverPorts(declared, spec.ports) };
    const ports = insidePorts(routers.indexOf(name), routers.length, round);
    const place = { inside, servers, insidePorts: ports, random, wait: tuned.wait, ...depth };
    proofs.push({ router: name, declared, measured: await sockets.during(measureNat(sockets, place)) });
  }
  cables.passThrough = false;
  return proofs;
}
