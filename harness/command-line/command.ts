import { ConfigError } from "../../src/base/config-error.ts";
import { explain } from "./explain.ts";
import { ofScenario } from "../story/scenario-error.ts";
import { Shown } from "./shown.ts";

/**
 * Runs a command to its exit code, and explains in one line what went wrong outside of it, wherever it was thrown.
 * `kept`: what an interruption leaves behind.
 */
export async function command(main: () => number | Promise<number>, kept?: string): Promise<void> {
  let over = false;
  process.on("exit", (code) => {
    if (!over && (code === 0 || code === unsettled)) process.exitCode = explain(new ConfigError(endedTooSoon));
  });
  process.on("uncaughtException", (error) => process.exit(explain(ofScenario(error), kept)));
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = error instanceof Shown ? 0 : explain(error, kept);
  }
  over = true;
}

/** What Node ends with when it waits for a promise that nothing will settle. */
const unsettled = 13;

/** Nothing was judged then. */
const endedTooSoon =
  "ended too early: a story awaits something that never happens, or code that it imports called process.exit()";
