import { ConfigError } from "../../src/base/config-error.ts";

/**
 * Refuses arguments that yargs would misread: `--dry-run=yes` as "no", `--loss=` as 0. `flags`: options without a value.
 * Throws ConfigError.
 */
export function refuseOddWords(argv: readonly string[], flags: readonly string[]): void {
  for (const word of argv) {
    if (word === "") throw new ConfigError("an argument is empty; an unset variable?");
    const [, name, value] = /^--(?:no-)?([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined) continue;
    if (value === "") throw new ConfigError(`${word.slice(0, -1)}: its value is missing`);
    if (flags.includes(dashed(name)) && value !== "true" && value !== "false")
      throw new ConfigError(`${word}: --${dashed(name)} takes no value`);
  }
}

/** yargs accepts `--dryRun` too. */
const dashed = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
