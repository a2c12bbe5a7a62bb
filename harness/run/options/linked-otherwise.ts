import { ConfigError } from "../../../src/base/config-error.ts";
import type { Scenario } from "../../story/scenario.ts";
import { linkWritten } from "../../topology/impairment/link-words.ts";
import { changedLink } from "../../topology/link-spec.ts";
import type { Node, Topology } from "../../topology/topology.ts";

/** The same scenario over other links: by node, text for `linkWritten`; what it does not name stays. Throws ConfigError. */
export function linkedOtherwise(scenario: Scenario, links: Readonly<Record<string, string>>): Scenario {
  if (Object.keys(links).length === 0) return scenario;
  return { ...scenario, net: (parameters) => withLinks(scenario.net(parameters), links) };
}

function withLinks(topology: Topology, links: Readonly<Record<string, string>>): Topology {
  const left = new Set(Object.keys(links));
  const changed = (nodes: Readonly<Record<string, Node>>): Record<string, Node> =>
    Object.fromEntries(
      Object.entries(nodes).map(([name, node]): [string, Node] => {
        const where = `--link ${name}`;
        const text = Object.hasOwn(links, name) ? links[name] : undefined;
        left.delete(name);
        const link = text === undefined ? node.link : changedLink(node.link, linkWritten(text, where), where);
        return [name, node.kind === "host" ? { ...node, link } : { ...node, link, lan: changed(node.lan) }];
      }),
    );
  const nodes = changed(topology.nodes);
  if (left.size > 0) throw new ConfigError(`--link ${[...left].join(", ")}: ${topology.name} has no such node`);
  return { ...topology, nodes };
}
