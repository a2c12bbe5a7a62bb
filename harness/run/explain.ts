import { ConfigError } from "../../src/base/config-error.ts";
import { Interrupted } from "./interrupt.ts";

/**
 * Says on standard error why a run ended early: one line for what people did, everything for what we did. `kept`: what an
 * interruption leaves behind. The exit code.
 */
export function explain(error: unknown, kept: string): number {
  if (error instanceof ConfigError) {
    process.stderr.write(`natlab: ${error.message}\n`);
    return 64;
  }
  if (error instanceof Interrupted) {
    process.stderr.write(`natlab: ${error.message}; every laboratory is down, ${kept}\n`);
    return error.exitCode;
  }
  process.stderr.write(`natlab: a bug of n2n-natlab, please report it\n${(error as Error).stack ?? String(error)}\n`);
  return 70;
}
