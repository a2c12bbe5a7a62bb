import { ConfigError } from "../../src/base/config-error.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import { registry } from "../sut/registry.ts";
import { walk } from "../topology/walk.ts";
import type { Scenario } from "./scenario.ts";

/** Which program plays at which host; hosts that are not named play ours. */
export type Cast = Readonly<Record<string, SystemUnderTest>>;

/** What the case asks for, then what the command line says. Throws ConfigError on names that there are not. */
export function castOf(scenario: Scenario, name: string, wanted: Readonly<Record<string, string>>): Cast {
  const parameters = scenario.cases[name];
  const hosts = [...walk(scenario.net(parameters))].flatMap(({ node, name }) => (node.kind === "host" ? [name] : []));
  const named = { ...scenario.programs?.(parameters), ...wanted };
  for (const host of Object.keys(wanted)) {
    if (!hosts.includes(host)) throw new ConfigError(`--sut ${host}: ${scenario.name} has ${hosts.join(", ")}`);
  }
  return Object.fromEntries(hosts.map((host) => [host, sutNamed(named[host] ?? "ours")]));
}

/** The simulation knows our machines only. */
export const isOurs = (cast: Cast): boolean => Object.values(cast).every(({ name }) => name === "ours");

/** Why this cast cannot run; undefined = all programs are available. */
export async function whoIsMissing(cast: Cast): Promise<string | undefined> {
  for (const sut of new Set(Object.values(cast))) {
    const found = await sut.find();
    if ("missing" in found) return found.missing;
  }
  return undefined;
}

function sutNamed(name: string): SystemUnderTest {
  const found = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (found !== undefined) return found;
  throw new ConfigError(`no program "${name}": choose from ${Object.keys(registry).join(", ")}`);
}
