import { command } from "../command-line/command.ts";
import { interruption } from "../command-line/interrupt.ts";
import { listScenarios } from "./list.ts";
import { parseOptions } from "./options/options.ts";

await command(async () => {
  const interrupted = interruption();
  const options = await parseOptions(process.argv.slice(2));
  if (options.list) return listScenarios(options.scenarios);
  // A list appears sooner without all that a run takes.
  const { runChosen } = await import("./run-chosen.ts");
  return runChosen(options, interrupted);
});
