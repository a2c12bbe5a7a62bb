import { explain } from "./explain.ts";

/**
 * Runs a command to its exit code, and explains in one line what went wrong outside of it, wherever it was thrown.
 * `kept`: what an interruption leaves behind.
 */
export async function command(main: () => number | Promise<number>, kept?: string): Promise<void> {
  process.on("uncaughtException", (error) => process.exit(explain(error, kept)));
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = explain(error, kept);
  }
}
