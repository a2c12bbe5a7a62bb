import type { Impairment } from "../../topology/link.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk, type Visited } from "../../topology/walk.ts";

/** One direction of one node's cable. */
export interface Leg {
  readonly node: string;
  readonly direction: "up" | "down";
  readonly asked: Impairment;
}

/** There and back, directly or via a relay, whose cable is then passed four times. */
export function roundTripLegs(topology: Topology, a: string, b: string, relay?: string): readonly Leg[] {
  const stops = relay === undefined || relay === a || relay === b ? [a, b, a] : [a, relay, b, relay, a];
  return stops.slice(1).flatMap((stop, i) => legsBetween(topology, stops[i]!, stop));
}

/** Up from `a` to the first router that is also above `b` (or the internet), then down. */
export function legsBetween(topology: Topology, a: string, b: string): readonly Leg[] {
  const [left, right] = [chainOf(topology, a), chainOf(topology, b)];
  const shared = new Set(left.filter((name) => right.includes(name)));
  const leg = (direction: "up" | "down", { name, node }: Visited): Leg => {
    return { node: name, direction, asked: node.link[direction] };
  };
  const nodes = new Map([...walk(topology)].map((visited) => [visited.name, visited]));
  return [
    ...left.filter((name) => !shared.has(name)).map((name) => leg("up", nodes.get(name)!)),
    ...right
      .filter((name) => !shared.has(name))
      .map((name) => leg("down", nodes.get(name)!))
      .reverse(),
  ];
}

/** A node and the routers above it, innermost first; empty for a name that is not in the topology. */
function chainOf(topology: Topology, name: string): readonly string[] {
  for (const visited of walk(topology))
    if (visited.name === name) return [name, ...visited.above.map((above) => above.name)];
  return [];
}
