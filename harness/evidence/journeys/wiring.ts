import { groupBy } from "./pairing.ts";
import { walk } from "../../topology/walk.ts";
import { core, upstream } from "../../topology/plan/plan-addresses.ts";
import type { AddressPlan, Interface } from "../../topology/plan/addresses.ts";
import type { Link } from "../../topology/link.ts";
import type { Topology } from "../../topology/topology.ts";

/** One end of a cable. */
export interface Port {
  readonly node: string;
  readonly name: string;
}

/** The cable of `owner`, whose link configures it. `near` is at the owner, `far` towards the internet. */
export interface Cable {
  readonly owner: string;
  readonly near: Port;
  readonly far: Port;
  readonly link: Link;
}

/**
 * How packets can travel. Interfaces with addresses that reach each other without a router share a segment; the ports
 * of a switch have no addresses and only join cables into one.
 */
export interface Wiring {
  readonly cables: readonly Cable[];
  /** Undefined = not an interface of the plan (an overlay device, lo), or a switch's port. */
  segmentOf(node: string, interfaceName: string): number | undefined;
  /** Cables of one segment. */
  cablesOf(segment: number): readonly Cable[];
  /** Everything with addresses that is not a host forwards. */
  kindOf(node: string): "host" | "router";
}

/** `captured` = nodes that have a capture; a core without one is treated as a switch, so that its cables still join. */
export function wiringOf(topology: Topology, plan: AddressPlan, captured: ReadonlySet<string>): Wiring {
  const byPort = new Map(plan.interfaces.map((iface) => [portKey(iface), iface]));
  const joins = (iface: Interface): boolean =>
    iface.addresses.length === 0 || (iface.node === core && !captured.has(core));
  const segments = joinSegments(plan.interfaces, joins);
  const hosts = new Set<string>();
  const cables: Cable[] = [];
  for (const { name, node } of walk(topology)) {
    if (node.kind === "host") hosts.add(name);
    const near = { node: name, name: upstream(node) };
    const far = byPort.get(portKey(near))?.peer;
    if (far !== undefined) cables.push({ owner: name, near, far, link: node.link });
  }
  // Nested maps: this is looked up for every packet, and building a key would be slow.
  const segmentsAt = new Map<string, Map<string, number>>();
  for (const iface of plan.interfaces.filter((one) => !joins(one))) {
    const at = segmentsAt.get(iface.node) ?? new Map<string, number>();
    segmentsAt.set(iface.node, at.set(iface.name, segments.get(portKey(iface))!));
  }
  const cablesIn = groupBy(cables, (cable) => segments.get(portKey(cable.near)));
  return {
    cables,
    segmentOf: (node, name) => segmentsAt.get(node)?.get(name),
    cablesOf: (segment) => cablesIn.get(segment) ?? [],
    kindOf: (node) => (hosts.has(node) ? "host" : "router"),
  };
}

export const portKey = ({ node, name }: Port): string => `${node} ${name}`;

/** Union of both ends of every cable, and of all ports of a switch. Segments are numbered as they appear. */
function joinSegments(
  interfaces: readonly Interface[],
  joins: (iface: Interface) => boolean,
): ReadonlyMap<string, number> {
  const parent = new Map<string, string>();
  const root = (key: string): string => {
    const above = parent.get(key) ?? key;
    return above === key ? key : root(above);
  };
  const join = (a: string, b: string): void => void parent.set(root(a), root(b));
  for (const iface of interfaces) {
    join(portKey(iface), portKey(iface.peer));
    if (joins(iface)) join(portKey(iface), `switch ${iface.node}`);
  }
  const numbers = new Map<string, number>();
  return new Map(
    interfaces.map((iface) => {
      const top = root(portKey(iface));
      if (!numbers.has(top)) numbers.set(top, numbers.size);
      return [portKey(iface), numbers.get(top)!];
    }),
  );
}
