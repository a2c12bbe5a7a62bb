import { ConfigError } from "../../src/base/config-error.ts";
import type { SystemRun } from "../evidence/evidence.ts";
import { commandSystem, noProgram } from "../sut/command.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import { digestsOf } from "../sut/digests.ts";
import { ours } from "../sut/n2n/ours.ts";
import { registry } from "../sut/registry.ts";
import { walk } from "../topology/walk.ts";
import { nothingAsked, type AskedPrograms } from "./asked-programs.ts";
import type { Scenario } from "./scenario.ts";

/** Which program runs on which host. */
export type Cast = Readonly<Record<string, SystemUnderTest>>;

/**
 * What the case asks for, unless the command line says otherwise. A host that neither names runs ours, or a system that
 * the others can talk to; beside command lines, nothing. Throws ConfigError for unknown hosts and programs.
 */
export function castOf(scenario: Scenario, name: string, asked: AskedPrograms = nothingAsked): Cast {
  const parameters = scenario.cases[name];
  const hosts = [...walk(scenario.net(parameters))].flatMap(({ node, name }) => (node.kind === "host" ? [name] : []));
  const byOption = { sut: asked.byHost, node: asked.commands ?? {} };
  for (const [option, byHost] of Object.entries(byOption)) {
    for (const host of Object.keys(byHost)) {
      if (!hosts.includes(host))
        throw new ConfigError(`--${option} ${host}: no such host; ${scenario.name} has ${hosts.join(", ")}`);
    }
  }
  const both = Object.keys(byOption.sut).find((host) => Object.hasOwn(byOption.node, host));
  if (both !== undefined) throw new ConfigError(`--sut ${both} and --node ${both}: give one of them`);
  const names = { ...(asked.all === undefined && scenario.programs?.(parameters)), ...byOption.sut };
  const named: Record<string, SystemUnderTest> = {};
  for (const [host, name] of Object.entries(names)) named[host] = systemNamed(String(name));
  for (const [host, command] of Object.entries(byOption.node)) named[host] = commandSystem(command);
  const commands = Object.keys(byOption.node).length > 0;
  const usual = commands ? noProgram : understoodBy(Object.values(named));
  const rest = asked.all === undefined ? usual : systemNamed(asked.all);
  return Object.fromEntries(hosts.map((host) => [host, named[host] ?? rest]));
}

/** Ours, unless it cannot talk to any of the others. */
function understoodBy(systems: readonly SystemUnderTest[]): SystemUnderTest {
  const isUnderstood = systems.some(({ capabilities }) => capabilities.protocol === ours.capabilities.protocol);
  const [first = ours] = systems;
  return isUnderstood ? ours : first;
}

/** The simulation has only our machines. */
export const isOurs = (cast: Cast): boolean => Object.values(cast).every((sut) => sut === ours);

/** Why this cast cannot run, or what will run. */
export async function lookUp(
  cast: Cast,
): Promise<{ readonly why: string } | { readonly systems: readonly SystemRun[] }> {
  const strangers = strangersIn(cast);
  if (strangers !== undefined) return { why: strangers };
  const systems: SystemRun[] = [];
  for (const sut of new Set(Object.values(cast).filter((sut) => sut !== noProgram))) {
    const found = await sut.find();
    if ("missing" in found) return { why: found.missing };
    const { version, source, files } = found;
    const hosts = Object.keys(cast).filter((host) => cast[host] === sut);
    systems.push({ name: sut.name, version, source, files: await digestsOf(files), hosts });
  }
  return { systems };
}

function strangersIn(cast: Cast): string | undefined {
  const [first, ...others] = Object.values(cast).filter(({ capabilities }) => capabilities.protocol !== undefined);
  const other = others.find(({ capabilities }) => capabilities.protocol !== first!.capabilities.protocol);
  return other && `${first!.name} and ${other.name} do not speak the same protocol`;
}

/** Throws ConfigError. */
export function systemNamed(name: string): SystemUnderTest {
  const found = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (found !== undefined) return found;
  throw new ConfigError(`no program "${name}": choose from ${Object.keys(registry).join(", ")}`);
}
