import { ConfigError } from "../../src/base/config-error.ts";

/** For `.fail` of yargs: what it says of a command line, in one line. Errors that are ours pass as they are. */
export function usageError(command: string) {
  return (message: string | undefined, error: Error | undefined): never => {
    // yargs throws its own for an option without a value.
    if (error !== undefined && error.name !== "YError") throw error;
    throw new ConfigError(`${inOneLine(message ?? error?.message ?? "wrong usage")}; see ${command} --help`);
  };
}

/** yargs names options without their dashes, and a wrong choice over several lines. */
function inOneLine(message: string): string {
  return message
    .replace(/^Not enough arguments following: (\S+)$/, "--$1: its value is missing")
    .replaceAll(/(?:Invalid values:)?\s*Argument: (\S+), Given: true, Choices: (.*)/g, "--$1: its value is missing: $2")
    .replaceAll(/(?:Invalid values:)?\s*Argument: (\S+), Given: "(.*)", Choices: (.*)/g, "--$1 $2: must be one of $3")
    .replaceAll(/\s*\n\s*/g, "; ");
}
