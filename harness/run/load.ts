import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../../src/base/config-error.ts";
import { nearNames } from "../command-line/near.ts";
import { importable, isBuilt, ownFile } from "../project/own-folder.ts";
import { project } from "../project/project.ts";
import { readTypeScript } from "../project/read-typescript.ts";
import type { Scenario } from "../story/scenario.ts";
import { loadTrouble } from "../story/scenario-error.ts";

/** In the order in which a name is looked for: a project's own scenarios, then those of this package. */
const folders = (): readonly string[] => {
  const own = ownFile(isBuilt ? "dist/natlab/scenarios" : "scenarios");
  const projects = resolve(project().folder, project().scenarios);
  return projects === own || !existsSync(projects) ? [own] : [projects, own];
};

const scenarioFile = /^(.+)\.(?:ts|mts|js|mjs)$/;

/** By name, the project's first. */
export const scenarioNames = (): readonly string[] => [...new Set(folders().flatMap(namesIn))];

/** Those of the project alone; of the package where the project has none. */
export const projectScenarioNames = (): readonly string[] => namesIn(folders()[0]!);

const namesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => !/\.(?:test|d)\.\w+$/.test(file))
    .flatMap((file) => scenarioFile.exec(file)?.[1] ?? [])
    .sort();

/**
 * Imports the scenario of this name. Throws ConfigError with similar names if there is none, and with the place of the
 * error if it cannot be loaded.
 */
export const loadScenario = (name: string): Promise<Scenario> => loadFromAny(folders(), name);

/** The same for one folder. */
export const loadFrom = (folder: string, name: string): Promise<Scenario> => loadFromAny([folder], name);

async function loadFromAny(all: readonly string[], name: string): Promise<Scenario> {
  const folder = all.find((one) => namesIn(one).includes(name));
  if (folder === undefined) {
    const names = all.flatMap(namesIn);
    const near = nearNames(name, names);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${names.join(", ")}`;
    throw new ConfigError(`no scenario "${name}": ${hint}`);
  }
  const found = readdirSync(folder).find((one) => scenarioFile.exec(one)?.[1] === name)!;
  const file = relative(project().folder, join(folder, found));
  const module = await imported(join(folder, found), file);
  const trouble = shapeTrouble(module.default, name);
  if (trouble !== undefined) throw new ConfigError(`${file}: ${trouble}`);
  return module.default as Scenario;
}

async function imported(path: string, file: string): Promise<{ readonly default?: unknown }> {
  if (!path.startsWith(ownFile("dist/"))) await readTypeScript();
  try {
    return (await import(pathToFileURL(importable(path)).href)) as { default?: unknown };
  } catch (error) {
    throw loadTrouble(file, error);
  }
}

/** What is wrong with a file's export; scenarios are loaded without type checks. */
function shapeTrouble(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return `write export default scenario("${name}", { … })`;
  const story = value as Partial<Record<keyof Scenario, unknown>>;
  if (story.name !== name) return `calls itself ${JSON.stringify(story.name)}; write scenario("${name}", …)`;
  if (typeof story.claim !== "string") return "claim is missing";
  if (typeof story.cases !== "object" || story.cases === null) return "cases is missing";
  const odd = Object.keys(story.cases).find((text) => !/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(text));
  if (odd !== undefined) return `cases: ${JSON.stringify(odd)} is not a valid name; write letters, digits and dashes`;
  if (Object.keys(story.cases).length === 0) return "cases is empty";
  const missing = (["net", "run", "between"] as const).find((one) => typeof story[one] !== "function");
  return missing === undefined ? undefined : `${missing}() is missing`;
}

/** The chosen cases in the order of the scenario; all if none is named. */
export function chooseCases(scenario: Scenario, wanted: readonly string[]): readonly string[] {
  const names = Object.keys(scenario.cases);
  for (const name of wanted) {
    if (names.includes(name)) continue;
    const near = nearNames(name, names);
    throw new ConfigError(
      `${scenario.name} has no case "${name}": ${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${names.join(", ")}`}`,
    );
  }
  return wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
}
