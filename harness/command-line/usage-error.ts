import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";

/** For yargs' `.fail`: its complaint in one line. Our own errors pass unchanged. */
export function usageError(command: string) {
  return (message: string | undefined, error: Error | undefined): never => {
    // yargs throws an error of its own for an option without a value.
    if (error !== undefined && error.name !== "YError") throw error;
    throw new ConfigError(`${inOneLine(message ?? error?.message ?? "wrong usage")}; see ${asTyped(command)} --help`);
  };
}

/** yargs names options without dashes, and spreads a wrong choice over several lines. */
function inOneLine(message: string): string {
  return message
    .replace(/^Not enough arguments following: (\S+)$/, "--$1: its value is missing")
    .replaceAll(/(?:Invalid values:)?\s*Argument: (\S+), Given: true, Choices: (.*)/g, "--$1: its value is missing: $2")
    .replaceAll(/(?:Invalid values:)?\s*Argument: (\S+), Given: "(.*)", Choices: (.*)/g, "--$1 $2: must be one of $3")
    .replaceAll(/\s*\n\s*/g, "; ");
}
