import { ConfigError } from "../../../src/base/config-error.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import { builtOtherwise } from "./built-otherwise.ts";
import { castOf } from "../../story/cast.ts";
import { chooseCases } from "../load.ts";
import { nearNames } from "../../command-line/near.ts";
import type { RunOptions } from "./options.ts";
import type { Scenario } from "../../story/scenario.ts";
import { ofScenario } from "../../story/scenario-error.ts";

type Names = Pick<RunOptions, "cases" | "build" | "relayOnly" | "programs">;

/**
 * Checks, before anything starts, that every name on the command line exists in every chosen case, and that every chosen
 * case has a network with its two hosts. Throws ConfigError.
 */
export function checkOptions(scenarios: readonly Scenario[], options: Names): void {
  for (const scenario of scenarios) {
    for (const name of chooseCases(scenario, options.cases)) checkCase(scenario, name, options);
  }
}

function checkCase(scenario: Scenario, name: string, { build, relayOnly, programs }: Names): void {
  const parameters = scenario.cases[name];
  const { topology, pair } = asPeopleWrote(() => ({
    topology: scenario.net(parameters),
    pair: scenario.between(parameters),
  }));
  const place = `${scenario.name} / ${name}`;
  if (typeof pair !== "object" || pair === null)
    throw new ConfigError(`${place}: between() must return { a, b, path }`);
  if (typeof (topology as Partial<Topology> | undefined)?.nodes !== "object")
    throw new ConfigError(`${place}: net() must return a topology, not a promise`);
  if (JSON.stringify(topology) !== JSON.stringify(scenario.net(parameters)))
    throw new ConfigError(`${place}: net() returns a different network each time; it must depend only on the case`);
  builtOtherwise(topology, build);
  asPeopleWrote(() => castOf(scenario, name, programs));
  const hosts = [...walk(topology)].flatMap(({ node, name }) => (node.kind === "host" ? [name] : []));
  for (const host of relayOnly) {
    if (!hosts.includes(host)) {
      throw new ConfigError(`--relay-only ${host}: ${scenario.name} / ${name} has no such host; ${hint(host, hosts)}`);
    }
  }
  for (const host of [pair.a, pair.b]) {
    if (!hosts.includes(host)) {
      throw new ConfigError(`${place}: between() names ${String(host)}; choose from ${hosts.join(", ")}`);
    }
  }
  if (pair.a === pair.b) throw new ConfigError(`${place}: between() names ${pair.a} twice`);
  if (!paths.includes(pair.path))
    throw new ConfigError(`${place}: between() expects ${JSON.stringify(pair.path)}; write ${paths.join(" or ")}`);
}

const paths = ["direct", "relayed", "none", "either"];

function asPeopleWrote<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw ofScenario(error);
  }
}

function hint(wanted: string, names: readonly string[]): string {
  const near = nearNames(wanted, names);
  return near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${names.join(", ")}`;
}
