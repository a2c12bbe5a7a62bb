import { parseArgs, type ParseArgsConfig } from "node:util";

/** The options of `npm run NAME`; an unknown one ends the process with one line and exit code 64. */
export function knownOptions<Options extends NonNullable<ParseArgsConfig["options"]>>(name: string, options: Options) {
  try {
    return parseArgs({ options });
  } catch (error) {
    process.stderr.write(`${name}: ${(error as Error).message}; --help lists the options\n`);
    process.exit(64);
  }
}
