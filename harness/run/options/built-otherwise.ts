import { ConfigError } from "../../../src/base/config-error.ts";
import { presets } from "../../topology/nat/presets.ts";
import type { Nat } from "../../topology/nat/nat.ts";
import type { Node, Topology } from "../../topology/topology.ts";

/** The same topology with other NATs built than declared. Throws ConfigError for an unknown router or NAT. */
export function builtOtherwise(topology: Topology, built: Readonly<Record<string, string>>): Topology {
  const left = new Set(Object.keys(built));
  const rebuild = (nodes: Readonly<Record<string, Node>>): Record<string, Node> =>
    Object.fromEntries(
      Object.entries(nodes).map(([name, node]): [string, Node] => {
        if (node.kind === "host") return [name, node];
        const kind = built[name];
        left.delete(name);
        return [name, { ...node, lan: rebuild(node.lan), ...(kind !== undefined && { builtAs: kindOf(name, kind) }) }];
      }),
    );
  const nodes = rebuild(topology.nodes);
  if (left.size > 0) throw new ConfigError(`--build ${[...left].join(", ")}: ${topology.name} has no such router`);
  return { ...topology, nodes };
}

function kindOf(router: string, kind: string): Nat {
  const found = Object.entries(presets).find(([name]) => name === kind);
  if (found !== undefined) return found[1].nat;
  throw new ConfigError(`--build ${router}=${kind}: no such NAT; choose from ${Object.keys(presets).join(", ")}`);
}
