import { ConfigError } from "../base/config-error.ts";

/**
 * A parser of our own, because command lines written for n2n must mean the same here, and yargs reads them otherwise:
 * `-ksecret` is seven flags to it, `-A3` and `-S1` are digits attached to an option that may also stand alone.
 * These are getopt's rules (POSIX.1-2017 XBD §12.2, with GNU long options).
 */
export interface OptionRow {
  readonly short?: string;
  readonly long?: string;
  /** flag: no value. value: the rest of the word, or the next one. attached: the rest of the word, or nothing. */
  readonly takes: "flag" | "value" | "attached";
  /** How the value is called in the help text. */
  readonly value?: string;
  readonly help: string;
  /** The reference knows it and this program does not, yet. */
  readonly later?: boolean;
  /** Nobody may see its value. */
  readonly secret?: boolean;
}

/** Keys are ours to choose; they name what was given. */
export type OptionTable = Readonly<Record<string, OptionRow>>;

export interface Parsed<Table extends OptionTable> {
  /** In the order given: "" for a flag or an attached value that is absent. */
  readonly given: { readonly [Name in keyof Table]?: readonly string[] };
  /** The same command line without the options whose values are secret. */
  readonly shown: readonly string[];
}

/** Throws ConfigError: one line, what is wrong and what would be right. */
export function parseOptions<Table extends OptionTable>(table: Table, argv: readonly string[]): Parsed<Table> {
  const given: Record<string, string[]> = {};
  const shown: string[] = [];
  const words = [...argv];
  const keep = (name: string, spelled: string, value: string) => {
    const row = table[name]!;
    if (row.later) throw new ConfigError(`${spelled} is not supported yet (${row.help})`);
    (given[name] ??= []).push(value);
    if (row.secret) return;
    if (row.takes === "value") shown.push(spelled, value);
    else shown.push(spelled + value);
  };
  const next = (name: string, spelled: string): string => {
    const value = words.shift();
    if (value === undefined) throw new ConfigError(`${spelled} needs a value: ${describe(table[name]!)}`);
    return value;
  };

  const long = (word: string) => {
    const [spelled, value] = split(word, word.indexOf("="));
    const name = nameOf(table, (row) => row.long !== undefined && `--${row.long}` === spelled, spelled);
    const { takes, later } = table[name]!;
    if (takes === "flag" && value !== undefined) throw new ConfigError(`${spelled} takes no value`);
    keep(name, spelled, value ?? (takes === "value" && !later ? next(name, spelled) : ""));
  };

  const cluster = (word: string) => {
    for (let at = 1; at < word.length; at++) {
      const spelled = `-${word[at]}`;
      const name = nameOf(table, (row) => row.short === word[at], spelled);
      const rest = word.slice(at + 1);
      const { takes, later } = table[name]!;
      if (takes === "flag") {
        keep(name, spelled, "");
        continue;
      }
      keep(name, spelled, rest === "" && takes === "value" && !later ? next(name, spelled) : rest);
      return;
    }
  };

  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith("--") && word.length > 2) long(word);
    else if (word.startsWith("-") && word.length > 1 && word !== "--") cluster(word);
    else throw new ConfigError(`"${word}" does not belong to any option; configuration files are not supported yet`);
  }
  return { given: given, shown };
}

/** The last one counts, as with the reference. */
export function last(values: readonly string[] | undefined): string | undefined {
  return values?.at(-1);
}

/** The options as they are listed in a help text, those that are supported. */
export function optionHelp(table: OptionTable): string {
  const rows = Object.values(table).filter(({ later }) => !later);
  const left = rows.map((row) => `  ${spelling(row)}`);
  const width = Math.max(...left.map((text) => text.length)) + 2;
  return rows.map(({ help }, i) => `${left[i]!.padEnd(width)}${help}`).join("\n");
}

function spelling({ short, long, takes, value }: OptionRow): string {
  const shown = value === undefined ? "" : takes === "attached" ? `[${value}]` : ` ${value}`;
  const names = [short && `-${short}${long === undefined || takes === "attached" ? shown : ""}`, long && `--${long}`];
  return names.filter(Boolean).join(", ") + (long === undefined || takes === "attached" ? "" : shown);
}

const describe = ({ value, help }: OptionRow): string => (value === undefined ? help : `${value}, ${help}`);

function nameOf(table: OptionTable, is: (row: OptionRow) => boolean, spelled: string): string {
  const found = Object.entries(table).find(([, row]) => is(row));
  if (found === undefined) throw new ConfigError(`unknown option ${spelled}; --help lists the options there are`);
  return found[0];
}

const split = (word: string, at: number): [string, string | undefined] =>
  at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
