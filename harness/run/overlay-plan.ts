import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/** Overlay address of each host, 10.77.0.N/24, N from 1 in the order of the topology. */
export function overlayPlan(topology: Topology): Readonly<Record<string, string>> {
  const hosts = [...walk(topology)].filter(({ node }) => node.kind === "host");
  return Object.fromEntries(hosts.map(({ name }, i) => [name, `10.77.0.${i + 1}/24`]));
}
