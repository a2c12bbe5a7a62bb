import { ConfigError } from "../base/config-error.ts";

/** sysexits.h; a tool's other codes are its own. */
const exitCodes = { usage: 64, bug: 70 } as const;

/** Runs a tool for the words of the command line: `--help`, one line for wrong usage, the exit code that `main` tells. */
export async function runTool(
  name: string,
  help: string,
  main: (args: readonly string[]) => number | Promise<number>,
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
    return;
  }
  try {
    process.exitCode = await main(args);
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${name}: ${error.message}\n`);
      process.exitCode = exitCodes.usage;
      return;
    }
    process.stderr.write(`${name}: a bug of this program\n${(error as Error).stack ?? String(error)}\n`);
    process.exitCode = exitCodes.bug;
  }
}
