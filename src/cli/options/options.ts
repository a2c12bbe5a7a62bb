import { ConfigError } from "../../base/config-error.ts";
import type { ConfigFile } from "./config-file.ts";
import { settable, variableName } from "./names.ts";
import { valuesOf } from "./setting-value.ts";
import type { OptionRow, OptionTable } from "./table.ts";

/**
 * A parser of our own, because command lines written for n2n must mean the same here, and yargs reads them
 * differently: `-ksecret` is seven flags to it, `-A3` and `-S1` are digits attached to an option that may also stand
 * alone. These are getopt's rules (POSIX.1-2017 XBD §12.2, with GNU long options).
 */
export class Options<Table extends OptionTable> {
  readonly #given = new Map<keyof Table, Given[]>();
  readonly #inFile: ReadonlySet<keyof Table>;
  readonly #inEnvironment = new Set<keyof Table>();
  /** The command line without the options whose values are secret. */
  readonly shown: readonly string[];
  /** About options that are ignored, with file and line. */
  readonly warnings: readonly string[];

  /**
   * The file's options are read first, so that those of the command line take precedence; a variable of the environment
   * counts for what neither sets. Throws ConfigError, one line.
   */
  constructor(table: Table, argv: readonly string[], file?: ConfigFile, env: Environment = {}) {
    const warnings: string[] = [...(file?.warnings ?? [])];
    const keep = (name: keyof Table, given: Given) => {
      if (given.text === "" && table[name]!.mayBeEmpty) {
        warnings.push(`${given.where}${given.spelled} has no value, so the default is used, as in n2n`);
        return;
      }
      const before = this.#given.get(name);
      if (before === undefined) this.#given.set(name, [given]);
      else before.push(given);
    };
    for (const line of file?.lines ?? []) {
      const { where, isArgument = false } = line;
      if ("option" in line) {
        const { name, spelled, text } = line.option;
        keep(name, { spelled, text, where, isArgument });
        continue;
      }
      const warn = (what: string) => warnings.push(where + what);
      located(where, () =>
        read(table, joined(table, line.words, warn), (name, given) => keep(name, { ...given, where, isArgument })),
      );
    }
    this.#inFile = new Set(this.#given.keys());
    const shown: string[] = file === undefined ? [] : [...(file.shown ?? [file.path])];
    read(table, argv, (name, given) => {
      keep(name, { ...given, where: "", isArgument: true });
      shown.push(...show(table[name]!, given));
    });
    for (const [name, row] of settable(table)) {
      const variable = variableName(name);
      const value = env[variable];
      if (!value || this.#given.has(name)) continue;
      const texts = row.many === "list" ? value.trim().split(/\s+/) : valuesOf(row, "", variable, value);
      for (const text of texts) keep(name, { spelled: variable, text, where: "", isArgument: false });
      this.#inEnvironment.add(name);
    }
    this.shown = shown;
    this.warnings = warnings;
  }

  /** Each option that is set, with its values in order, as texts. Some are secret. */
  get texts(): ReadonlyMap<string, string> {
    return new Map([...this.#given].map(([name, all]) => [String(name), JSON.stringify(all.map(({ text }) => text))]));
  }

  inEnvironment(name: keyof Table): boolean {
    return this.#inEnvironment.has(name);
  }

  inFile(name: keyof Table): boolean {
    return this.#inFile.has(name);
  }

  has(name: keyof Table): boolean {
    return this.#given.has(name);
  }

  count(name: keyof Table): number {
    return this.#given.get(name)?.length ?? 0;
  }

  /** Given on the command line, which every user can read. */
  inArguments(name: keyof Table): boolean {
    return this.#given.get(name)?.some(({ isArgument }) => isArgument) ?? false;
  }

  /** The last one counts, as with the reference. Errors of `parse` are prefixed with the option's position. */
  one<T>(name: keyof Table, parse: (option: string, text: string) => T): T | undefined {
    return this.all(name, parse).at(-1);
  }

  text(name: keyof Table): string | undefined {
    return this.#given.get(name)?.at(-1)?.text;
  }

  all<T>(name: keyof Table, parse: (option: string, text: string) => T): readonly T[] {
    return (this.#given.get(name) ?? []).map(({ where, spelled, text }) => located(where, () => parse(spelled, text)));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Read {
  /** The option as the user wrote it. */
  readonly spelled: string;
  /** "" for a flag or an attached value that is absent. */
  readonly text: string;
}

interface Given extends Read {
  /** "edge.conf:3: ", or "" for the command line. */
  readonly where: string;
  readonly isArgument: boolean;
}

function read<Table extends OptionTable>(
  table: Table,
  argv: readonly string[],
  keep: (name: keyof Table & string, given: Read) => void,
): void {
  const words = [...argv];
  const next = (row: OptionRow, spelled: string): string => {
    const value = words.shift();
    if (value === undefined) throw new ConfigError(`${spelled} needs a value: ${describe(row)}`);
    return value;
  };

  const long = (word: string) => {
    const [spelled, value] = split(word, word.indexOf("="));
    const name = longName(table, spelled);
    const row = table[name]!;
    if (row.takes === "flag" && value !== undefined) throw new ConfigError(`${spelled} takes no value`);
    keep(name, { spelled, text: value ?? (row.takes === "value" ? next(row, spelled) : "") });
  };

  const cluster = (word: string) => {
    for (let at = 1; at < word.length; at++) {
      const spelled = `-${word[at]}`;
      const name = nameOf(table, (row) => row.short === word[at], spelled);
      const rest = word.slice(at + 1);
      const row = table[name]!;
      if (row.takes === "flag") {
        keep(name, { spelled, text: "" });
        continue;
      }
      keep(name, { spelled, text: rest === "" && row.takes === "value" ? next(row, spelled) : rest });
      return;
    }
  };

  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith("--") && word.length > 2) long(word);
    else if (word.startsWith("-") && word.length > 1 && word !== "--") cluster(word);
    else throw new ConfigError(`"${word}" does not belong to any option; a configuration file comes first`);
  }
}

/**
 * A file always separates name and value; the command line does not if a value may be absent, nor for flags. In a
 * file, text after a one-word value or after a flag is ignored, as in n2n.
 */
function joined(
  table: OptionTable,
  [name = "", value]: readonly string[],
  warn: (what: string) => void,
): readonly string[] {
  if (value === undefined) return [name];
  const row = rowOf(table, name);
  const isAlone = row?.takes === "flag" || (row !== undefined && !name.startsWith("--") && name.length > 2);
  if (isAlone) {
    if (!value.startsWith("#")) superfluous(name, value, warn);
    return [name];
  }
  const [, first = "", rest = ""] = /^([^ \t]*)[ \t]*(.*)$/s.exec(value)!;
  const kept = row === undefined || row.text || row.secret || first.startsWith("#") ? value : first;
  if (kept !== value && !rest.startsWith("#")) superfluous(`${name} ${first}`, rest, warn);
  return row?.takes === "attached" ? [name + kept] : [name, kept];
}

/** Throws if the text was evidently meant as an option. */
function superfluous(before: string, text: string, warn: (what: string) => void): void {
  if (text.startsWith("-")) throw new ConfigError(`"${text}" follows ${before}: give each option its own line`);
  if (/^(no|off|false|0|none|disabled?)$/i.test(text)) {
    throw new ConfigError(`${before} takes no value, and "${text}" does not switch it off: leave the line out`);
  }
  warn(`"${text}" after ${before} is ignored, as in n2n`);
}

/** For a single option, or the last of a cluster (`-vvf`, `-A5`); undefined = unknown. */
function rowOf(table: OptionTable, name: string): OptionRow | undefined {
  const rows = Object.values(table);
  if (name.startsWith("--")) return rows.find(({ long }) => long !== undefined && name === `--${long}`);
  return rows.find(({ short }) => short !== undefined && name[1] === short);
}

/** As in getopt_long, an unambiguous prefix is enough. */
function longName<Table extends OptionTable>(table: Table, spelled: string): keyof Table & string {
  const longs = Object.entries(table).filter(([, { long }]) => long !== undefined && `--${long}`.startsWith(spelled));
  const exact = longs.find(([, { long }]) => `--${long}` === spelled);
  const [found, ...others] = exact ? [exact] : longs;
  if (found === undefined || others.length > 0) {
    const which = others.length > 0 ? `: ${longs.map(([, { long }]) => `--${long}`).join(" or ")}?` : "";
    throw new ConfigError(`unknown option ${spelled}${which}; --help lists the options`);
  }
  return found[0];
}

function show({ takes, secret }: OptionRow, { spelled, text }: Read): readonly string[] {
  if (secret) return [];
  return takes === "value" ? [spelled, text] : [spelled + text];
}

function located<T>(where: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof ConfigError && where !== "" ? new ConfigError(where + error.message) : error;
  }
}

const describe = ({ value, help }: OptionRow): string => [value, help].filter(Boolean).join(", ");

function nameOf<Table extends OptionTable>(
  table: Table,
  is: (row: OptionRow) => boolean,
  spelled: string,
): keyof Table & string {
  const found = Object.entries(table).find(([, row]) => is(row));
  if (found === undefined) throw new ConfigError(`unknown option ${spelled}; --help lists the options`);
  return found[0];
}

const split = (word: string, at: number): [string, string | undefined] =>
  at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
