import { explain } from "../command-line/explain.ts";
import { widthOf, wrapped } from "../report/text/wrap.ts";
import type { Scenario } from "../story/scenario.ts";
import { loadScenario, scenarioNames } from "./load.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

/** A file with a mistake in it is named, and hides no other. */
export async function listScenarios(wanted: readonly string[]): Promise<number> {
  const names = wanted.length > 0 ? wanted : scenarioNames();
  const loaded = await Promise.allSettled(names.map(loadScenario));
  for (const result of loaded) {
    if (result.status === "rejected") explain(result.reason);
    else say(listed(result.value, widthOf(process.stdout)));
  }
  const broken = loaded.filter(({ status }) => status === "rejected").length;
  return broken > 0 && broken === loaded.length ? 64 : 0;
}

/** Its name, claim and cases, in lines of this width; undefined = one line each. */
export const listed = ({ name, claim, cases }: Pick<Scenario, "name" | "claim" | "cases">, width: number | undefined) =>
  [name, ...wrapped(`  ${claim}`, width, 2), ...wrapped(`  cases: ${Object.keys(cases).join(", ")}`, width, 9), ""].join("\n"); // prettier-ignore
