import { milliseconds } from "../../src/base/instant.ts";
import type { NatProof } from "../evidence/evidence.ts";
import { measureNat } from "../nat/measure.ts";
import { inSeries } from "../nat/predict.ts";
import { core } from "../topology/plan-addresses.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import type { Network } from "./network.ts";
import { SimProbeSockets } from "./probe-sockets.ts";

/** RFC 5780 §4: a STUN server's usual port and an alternate one. */
const spec = { ports: [3478, 3479] } as const;

/** Links are plain while NATs are measured, so that any wait is for a refused probe. */
const tuned = { wait: milliseconds(100) };

/**
 * Measures the NAT of every router that has hosts, from those hosts, with the prober that the laboratory uses. Behind
 * several NATs the outcome is that of all of them in series, and is declared as such.
 */
export async function proveNats(topology: Topology, network: Network): Promise<NatProof[]> {
  const sockets = new SimProbeSockets(network);
  const { plan, random, cables, state } = network;
  const proofs: NatProof[] = [];
  cables.passThrough = true;
  for (const { name, node, above } of walk(topology)) {
    if (node.kind !== "router") continue;
    const hosts = Object.entries(plan.routersAbove).flatMap(([host, [at]]) => (at === name ? [host] : []));
    const inside = hosts.slice(0, 2).map((host) => ({ node: host, address: state.attachment(host)!.address }));
    if (inside.length === 0) continue;
    const servers = { node: core, addresses: plan.probeAddresses, ports: spec.ports };
    const measured = await sockets.during(measureNat(sockets, { inside, servers, random, wait: tuned.wait }));
    proofs.push({
      router: name,
      declared: inSeries([name, ...above.map((it) => it.name)].map((it) => state.router(it).declared)),
      measured,
    });
  }
  cables.passThrough = false;
  return proofs;
}
