import type { Instant } from "../../src/base/instant.ts";
import type { Link } from "../topology/link.ts";
import type { Node, Topology } from "../topology/topology.ts";
import type { Evidence } from "./evidence.ts";

/** The topology with the links as the story had configured them by then. */
export function topologyAt({ topology, steps }: Pick<Evidence, "topology" | "steps">, at: Instant): Topology {
  const links = new Map<string, Link>();
  for (const { event, at: when } of [...steps].sort((a, b) => a.at - b.at)) {
    if (event?.kind === "set-link" && when <= at) links.set(event.node, event.link);
  }
  return links.size === 0 ? topology : { ...topology, nodes: relinked(topology.nodes, links) };
}

/** The configuration of a link at that time (initially, if absent), since when, and until when. */
export function linkAt(
  { steps }: Pick<Evidence, "steps">,
  { owner, link }: { readonly owner: string; readonly link: Link },
  at = -Infinity,
): { readonly link: Link; readonly since: number; readonly changed: number } {
  const changes = steps
    .flatMap(({ event, at: since }) =>
      event?.kind === "set-link" && event.node === owner ? [{ link: event.link, since }] : [],
    )
    .sort((a, b) => a.since - b.since);
  const changed = changes.find(({ since }) => since > at)?.since ?? Infinity;
  return { ...(changes.findLast(({ since }) => since <= at) ?? { link, since: -Infinity }), changed };
}

function relinked(nodes: Readonly<Record<string, Node>>, links: ReadonlyMap<string, Link>): Record<string, Node> {
  return Object.fromEntries(
    Object.entries(nodes).map(([name, node]): [string, Node] => {
      const link = links.get(name) ?? node.link;
      return [name, node.kind === "host" ? { ...node, link } : { ...node, link, lan: relinked(node.lan, links) }];
    }),
  );
}
