import { printable } from "../base/byte-text.ts";
import { ConfigError } from "../base/config-error.ts";
import { ownArguments } from "../runtime/process-text.ts";

/** sysexits.h; a tool's other codes are its own. */
const exitCodes = { usage: 64, bug: 70 } as const;

/** Runs a tool for the words of the command line: `--help`, one line for wrong usage, the exit code that `main` tells. */
export async function runTool(
  name: string,
  help: string,
  main: (args: readonly string[]) => number | Promise<number>,
): Promise<void> {
  const args = ownArguments();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
    return;
  }
  try {
    process.exitCode = await main(args);
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${name}: ${printable(error.message)}\n`);
      process.exitCode = exitCodes.usage;
      return;
    }
    process.stderr.write(`${name}: a bug of this program\n${(error as Error).stack ?? String(error)}\n`);
    process.exitCode = exitCodes.bug;
  }
}
