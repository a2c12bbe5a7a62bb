import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { LabError } from "../lab/lab-error.ts";
import { NftError } from "../nftables-json/nft-error.ts";
import { environmentError } from "../../src/base/environment-error.ts";
import { terminalText } from "../report/printable.ts";
import { environmentTrouble } from "./environment-error.ts";
import { Interrupted } from "./interrupt.ts";

/** sysexits.h */
const exitCodes = { usage: 64, unavailable: 69, bug: 70, io: 74 } as const;

/**
 * Prints to standard error why a program ended early: one line for a user's mistake or the machine's fault, the whole
 * stack for a bug of ours. `kept`: what remains after an interruption. Returns the exit code.
 */
export function explain(error: unknown, kept = "nothing was kept"): number {
  const fault = environmentError(error);
  if (fault !== undefined) return say(fault.message, fault.exitCode);
  if (error instanceof ConfigError) return say(error.message, exitCodes.usage);
  if (error instanceof Interrupted) {
    return say(`${error.message}; every laboratory is down, ${error.kept ?? kept}`, error.exitCode);
  }
  if (error instanceof LabError || error instanceof NftError) {
    return say(`the laboratory failed: ${error.message}`, exitCodes.unavailable);
  }
  const trouble = environmentTrouble(error);
  if (trouble !== undefined) return say(trouble, exitCodes.io);
  process.stderr.write(`natlab: a bug of n2n-natlab, please report it\n${(error as Error).stack ?? String(error)}\n`);
  return exitCodes.bug;
}

/** One line, whatever the message contains. */
function say(message: string, exitCode: number): number {
  process.stderr.write(`natlab: ${terminalText(asTyped(message)).replaceAll(/\s*\n\s*/g, "; ")}\n`);
  return exitCode;
}
