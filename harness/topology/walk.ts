import type { Node, RouterNode, Topology } from "./topology.ts";

export interface Visited {
  readonly name: string;
  readonly node: Node;
  /** As in the written value: nodes.homeA.lan.alice */
  readonly path: string;
  /** The routers between it and the internet, innermost first. */
  readonly above: readonly { readonly name: string; readonly router: RouterNode }[];
}

/** Every node, each before what stands behind it, in the order written. */
export function* walk(topology: Topology): Generator<Visited> {
  yield* inside(topology.nodes, "nodes", []);
}

function* inside(nodes: Readonly<Record<string, Node>>, path: string, above: Visited["above"]): Generator<Visited> {
  for (const [name, node] of Object.entries(nodes)) {
    const here = `${path}.${name}`;
    yield { name, node, path: here, above };
    if (node.kind === "router") yield* inside(node.lan, `${here}.lan`, [{ name, router: node }, ...above]);
  }
}
