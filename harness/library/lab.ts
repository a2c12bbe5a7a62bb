import type { HostNames, Node, RouterNames, Topology } from "../topology/topology.ts";
import type { LabSettings, Laboratory } from "./laboratory.ts";

/**
 * Builds a network, for tests: `await using net = await lab({ sn: host(), home: router({ … }) })`. Throws ConfigError for a
 * network that cannot be built, `Unsupported` if a program is not here, and LabError if the machine cannot build it or a NAT
 * is not as declared.
 */
export function lab<Hosts extends string, Routers extends string>(
  network: Topology<Hosts, Routers>,
  settings?: LabSettings<Hosts>,
): Promise<Laboratory<Hosts, Routers>>;
export function lab<const Nodes extends Readonly<Record<string, Node>>>(
  nodes: Nodes,
  settings?: LabSettings<HostNames<Nodes>>,
): Promise<Laboratory<HostNames<Nodes>, RouterNames<Nodes>>>;
export async function lab(
  given: Topology | Readonly<Record<string, Node>>,
  settings: LabSettings = {},
): Promise<Laboratory> {
  // Scenarios import what this file exports, and need none of what builds a laboratory.
  const { openLaboratory } = await import("./open-laboratory.ts");
  return openLaboratory(given, settings);
}
