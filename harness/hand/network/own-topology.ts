import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../../../src/base/config-error.ts";
import { isBuilt, ownFile } from "../../project/own-folder.ts";
import { namedNat } from "../../topology/nat/presets.ts";
import { importable } from "../../project/own-folder.ts";
import { project } from "../../project/project.ts";
import { readTypeScript } from "../../project/read-typescript.ts";
import { loadTrouble } from "../../story/scenario-error.ts";
import type { Topology } from "../../topology/topology.ts";

const own = ownFile(isBuilt ? "dist/natlab/topologies" : "topologies");

const endings = [".ts", ".mts", ".js", ".mjs"] as const;

/** The project's first, then those of this package. */
const folders = (): readonly string[] => [...new Set([join(project().folder, project().topologies), own])];

/**
 * What TOPOLOGIES/NAME.ts of the project, or of this package, exports by default, which is a network or makes one without
 * being given anything. Undefined if there is no such file, or the name is a NAT's. Throws ConfigError.
 */
export async function ownTopology(name: string): Promise<Topology | undefined> {
  const file = folders()
    .flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`)))
    .find((path) => existsSync(path));
  if (file === undefined || !/^[\w-]+$/.test(name) || namedNat(name) !== undefined) return undefined;
  const shown = relative(project().folder, file);
  if (!file.startsWith(ownFile("dist/"))) await readTypeScript();
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

/** The names of those files. */
export function topologyNames(): readonly string[] {
  const names = folders()
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
    .filter((file) => !/\.(?:test|d)\.\w+$/.test(file))
    .flatMap((file) => endings.flatMap((ending) => (file.endsWith(ending) ? [file.slice(0, -ending.length)] : [])));
  return [...new Set(names)].sort();
}

const isTopology = (value: unknown): value is Topology =>
  typeof value === "object" && value !== null && "nodes" in value && "name" in value;
