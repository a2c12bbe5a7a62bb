import { ConfigError } from "../../src/base/config-error.ts";

/** For `.fail` of yargs: what it says of a command line, in one line. Errors that are ours pass as they are. */
export function usageError(command: string) {
  return (message: string | undefined, error: Error | undefined): never => {
    // yargs throws its own for an option without a value.
    if (error !== undefined && error.name !== "YError") throw error;
    throw new ConfigError(`${message ?? error?.message ?? "wrong usage"}; see ${command} --help`);
  };
}
