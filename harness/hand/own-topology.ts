import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../../src/base/config-error.ts";
import { namedNat } from "../topology/nat/presets.ts";
import { importable } from "../project/own-folder.ts";
import { project } from "../project/project.ts";
import { readTypeScript } from "../project/read-typescript.ts";
import { loadTrouble } from "../story/scenario-error.ts";
import type { Topology } from "../topology/topology.ts";

/**
 * What TOPOLOGIES/NAME.ts of the project exports by default, which is a network or makes one without being given
 * anything. Undefined if there is no such file, or the name is a NAT's. Throws ConfigError.
 */
export async function ownTopology(name: string): Promise<Topology | undefined> {
  const { folder, topologies } = project();
  const file = [".ts", ".mts", ".js", ".mjs"]
    .map((ending) => join(folder, topologies, `${name}${ending}`))
    .find((path) => existsSync(path));
  if (file === undefined || !/^[\w-]+$/.test(name) || namedNat(name) !== undefined) return undefined;
  const shown = relative(folder, file);
  await readTypeScript();
  try {
    const { default: exported } = (await import(pathToFileURL(importable(file)).href)) as {
      readonly default?: unknown;
    };
    const made: unknown = typeof exported === "function" ? (exported as () => unknown)() : exported;
    if (isTopology(made)) return made;
  } catch (error) {
    throw loadTrouble(shown, error);
  }
  throw new ConfigError(`${shown}: write export default topology("${name}", { … })`);
}

const isTopology = (value: unknown): value is Topology =>
  typeof value === "object" && value !== null && "nodes" in value && "name" in value;
