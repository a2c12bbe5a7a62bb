import type { Instant } from "../../src/base/instant.ts";
import type { Link } from "../topology/link.ts";
import type { Node, Topology } from "../topology/topology.ts";
import type { Evidence } from "./evidence.ts";

/** The topology with the links as the story had made them by then. */
export function topologyAt({ topology, steps }: Pick<Evidence, "topology" | "steps">, at: Instant): Topology {
  const links = new Map<string, Link>();
  for (const { event, at: when } of [...steps].sort((a, b) => a.at - b.at)) {
    if (event?.kind === "set-link" && when <= at) links.set(event.node, event.link);
  }
  return links.size === 0 ? topology : { ...topology, nodes: relinked(topology.nodes, links) };
}

/** When the story first changed the link of a node. */
export function linkChangedAt({ steps }: Pick<Evidence, "steps">, node: string): Instant | undefined {
  const changes = steps.filter(({ event }) => event?.kind === "set-link" && event.node === node);
  return changes.map(({ at }) => at).sort((a, b) => a - b)[0];
}

function relinked(nodes: Readonly<Record<string, Node>>, links: ReadonlyMap<string, Link>): Record<string, Node> {
  return Object.fromEntries(
    Object.entries(nodes).map(([name, node]): [string, Node] => {
      const link = links.get(name) ?? node.link;
      return [name, node.kind === "host" ? { ...node, link } : { ...node, link, lan: relinked(node.lan, links) }];
    }),
  );
}
