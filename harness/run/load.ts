import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../../src/base/config-error.ts";
import { nearNames } from "../command-line/near.ts";
import type { Scenario } from "../story/scenario.ts";
import { loadTrouble } from "../story/scenario-error.ts";

const scenarios = join(import.meta.dirname, "../../scenarios");

export function scenarioNames(folder = scenarios): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}

/**
 * Imports scenarios/NAME.ts. Throws ConfigError with similar names if there is none, and with the place of the error if
 * it cannot be loaded.
 */
export const loadScenario = (name: string): Promise<Scenario> => loadFrom(scenarios, name);

/** The same for another folder. */
export async function loadFrom(folder: string, name: string): Promise<Scenario> {
  const names = scenarioNames(folder);
  if (!names.includes(name)) {
    const near = nearNames(name, names);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${names.join(", ")}`;
    throw new ConfigError(`no scenario "${name}": ${hint}`);
  }
  const file = `scenarios/${name}.ts`;
  const module = await imported(join(folder, `${name}.ts`), file);
  const trouble = shapeTrouble(module.default, name);
  if (trouble !== undefined) throw new ConfigError(`${file}: ${trouble}`);
  return module.default as Scenario;
}

async function imported(path: string, file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { default?: unknown };
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
