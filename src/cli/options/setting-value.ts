import { ConfigError } from "../../base/config-error.ts";
import type { OptionRow } from "./table.ts";

/** Tunable: the most that a count may be. */
const tuned = { count: 4 } as const;

/**
 * The values of an option as the command line would give them, from the text that stands for it elsewhere: a flag is true
 * or false, a count a number; an option with an optional value may be either. Throws ConfigError.
 */
export function valuesOf(row: OptionRow, where: string, spelled: string, text: string): readonly string[] {
  if (row.many === "count") {
    const count = text === "true" ? 1 : text === "false" ? 0 : /^\d$/.test(text) ? Number(text) : NaN;
    if (count <= tuned.count) return Array.from({ length: count }, () => "");
    throw new ConfigError(`${where}${spelled} "${text}" is not right: give a number from 0 to ${tuned.count}`);
  }
  if (row.takes === "value") return [text];
  if (text === "true") return [""];
  if (text === "false") return [];
  if (row.takes === "attached") return [text];
  throw new ConfigError(`${where}${spelled} "${text}" is not right: give true or false`);
}
