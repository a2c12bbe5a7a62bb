import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../../src/base/config-error.ts";
import { nearNames } from "./near.ts";
import type { Scenario } from "./scenario.ts";

const folder = join(import.meta.dirname, "../../scenarios");

export function scenarioNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** Imports scenarios/NAME.ts. Throws ConfigError with the near names when there is none. */
export async function loadScenario(name: string): Promise<Scenario> {
  const names = scenarioNames();
  if (!names.includes(name)) {
    const near = nearNames(name, names);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there is ${names.join(", ")}`;
    throw new ConfigError(`no scenario "${name}": ${hint}`);
  }
  const module = (await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as { default: Scenario };
  return module.default;
}

/** The chosen cases in the order of the scenario; all when none is named. */
export function chooseCases(scenario: Scenario, wanted: readonly string[]): readonly string[] {
  const names = Object.keys(scenario.cases);
  for (const name of wanted) {
    if (names.includes(name)) continue;
    const near = nearNames(name, names);
    throw new ConfigError(
      `${scenario.name} has no case "${name}": ${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there is ${names.join(", ")}`}`,
    );
  }
  return wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
}
