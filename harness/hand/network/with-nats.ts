import { ConfigError } from "../../../src/base/config-error.ts";
import { namedNat, natNames } from "../../topology/nat/presets.ts";
import type { Node, Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import { nearNames } from "../../command-line/near.ts";

/**
 * The network with other NATs: `symmetric,home` for its routers in the order in which they are written, or `homeB=home` for
 * one of them. Throws ConfigError.
 */
export function withNats(topology: Topology, texts: readonly string[]): Topology {
  const routers = [...walk(topology)].flatMap(({ name, node }) => (node.kind === "router" ? [name] : []));
  const chosen = new Map<string, string>();
  const give = (router: string, kind: string): void => {
    if (chosen.has(router)) throw new ConfigError(`--nat: ${router} is given two NATs; give it one`);
    chosen.set(router, kind);
  };
  let next = 0;
  for (const part of texts.flatMap((text) => text.split(","))) {
    const [, router, kind] = /^([^=]+)=(.*)$/.exec(part) ?? [];
    if (router === undefined) {
      if (next >= routers.length) throw new ConfigError(`--nat ${part}: ${topology.name} has ${routers.length === 0 ? "no routers" : `only ${routers.join(", ")}`}`); // prettier-ignore
      give(routers[next++]!, part);
    } else if (routers.includes(router)) give(router, kind!);
    else throw new ConfigError(`--nat ${part}: ${topology.name} has no router ${router}; choose from ${routers.join(", ") || "none"}`); // prettier-ignore
  }
  const rebuilt = (nodes: Readonly<Record<string, Node>>): Record<string, Node> =>
    Object.fromEntries(
      Object.entries(nodes).map(([name, node]): [string, Node] => {
        if (node.kind === "host") return [name, node];
        const kind = chosen.get(name);
        const { builtAs, ...declared } = node;
        const nat = kind === undefined ? { ...(builtAs && { builtAs }) } : { nat: natCalled(kind) };
        return [name, { ...declared, ...nat, lan: rebuilt(node.lan) }];
      }),
    );
  return { ...topology, nodes: rebuilt(topology.nodes) };
}

function natCalled(kind: string) {
  const nat = namedNat(kind);
  if (nat !== undefined) return nat;
  const near = nearNames(kind, natNames);
  throw new ConfigError(`--nat ${kind}: no such NAT; ${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${natNames.join(", ")}`}`); // prettier-ignore
}
