import { version } from "../../src/cli/version.ts";
import { optimizeLate } from "../../src/runtime/process/compiler.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { explain } from "./explain.ts";
import { ofScenario } from "../story/scenario-error.ts";
import { Shown } from "./shown.ts";

/**
 * Runs a command and sets the exit code. An error, wherever it is thrown, is explained in one line.
 * `kept`: what remains after an interruption.
 */
export async function command(main: () => number | Promise<number>, kept?: string): Promise<void> {
  // Most of it runs for seconds, and waits for programs that need the processors.
  optimizeLate();
  let over = false;
  process.on("exit", (code) => {
    if (!over && (code === 0 || code === unsettled)) process.exitCode = explain(new ConfigError(endedTooSoon));
  });
  process.on("uncaughtException", (error) => process.exit(explain(ofScenario(error), kept)));
  try {
    process.exitCode = process.argv[2] === "--version" ? sayVersion() : await main();
  } catch (error) {
    process.exitCode = error instanceof Shown ? 0 : explain(error, kept);
  }
  over = true;
}

function sayVersion(): number {
  process.stdout.write(`${version}\n`);
  return 0;
}

/** Node's exit code when nothing can settle the promise that it waits for. */
const unsettled = 13;

/** Nothing has been judged in this case. */
const endedTooSoon =
  "ended too early: a story awaits something that never happens, or code that it imports called process.exit()";
