import { explain } from "../command-line/explain.ts";
import { loadScenario, scenarioNames } from "./load.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

/** A file with a mistake in it is named, and hides no other. */
export async function listScenarios(wanted: readonly string[]): Promise<number> {
  const names = wanted.length > 0 ? wanted : scenarioNames();
  const loaded = await Promise.allSettled(names.map(loadScenario));
  for (const result of loaded) {
    if (result.status === "rejected") explain(result.reason);
    else say(`${result.value.name}\n  ${result.value.claim}\n  cases: ${Object.keys(result.value.cases).join(", ")}\n`);
  }
  const broken = loaded.filter(({ status }) => status === "rejected").length;
  return broken > 0 && broken === loaded.length ? 64 : 0;
}
