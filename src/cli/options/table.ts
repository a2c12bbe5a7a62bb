/** One option: its spelling and its line in the help text. */
export interface OptionRow {
  readonly short?: string;
  readonly long?: string;
  /** flag: no value. value: the rest of the word, or the next one. attached: the rest of the word, or nothing. */
  readonly takes: "flag" | "value" | "attached";
  /** Name of the value in the help text. */
  readonly value?: string;
  /** Absent = accepted for old command lines, but not listed. */
  readonly help?: string;
  /** Its value is secret. */
  readonly secret?: boolean;
  /** The value may contain blanks; in a file, text after the first word of any other value is ignored. */
  readonly text?: boolean;
  /** It may stand several times: each adds a value, or counts. */
  readonly many?: "list" | "count";
  /** An empty value means the default, as if the option were absent. */
  readonly mayBeEmpty?: boolean;
}

/** The keys are internal names of the options. */
export type OptionTable = Readonly<Record<string, OptionRow>>;

/** Tunable: the width of help texts. */
const tuned = { columns: 100 } as const;

/** The options as listed in a help text, wrapped to a terminal's width. */
export function optionHelp(table: OptionTable): string {
  const rows = Object.values(table).filter(({ help }) => help !== undefined);
  const left = rows.map((row) => `  ${spelling(row)}`);
  const width = Math.max(...left.map((text) => text.length)) + 2;
  return rows
    .map(({ help }, i) => left[i]!.padEnd(width) + linesOf(help!, tuned.columns - width).join(`\n${" ".repeat(width)}`))
    .join("\n");
}

function linesOf(text: string, columns: number): string[] {
  return text.split(" ").reduce<string[]>((lines, word) => {
    const longer = [lines.at(-1), word].filter(Boolean).join(" ");
    return longer.length <= columns ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, []);
}

/** `-t PORT`, `-f, --foreground`, `--http WHERE`. */
export function spelling({ short, long, takes, value }: OptionRow): string {
  const shown = value === undefined ? "" : takes === "attached" ? `[${value}]` : ` ${value}`;
  const names = [short && `-${short}${long === undefined || takes === "attached" ? shown : ""}`, long && `--${long}`];
  return names.filter(Boolean).join(", ") + (long === undefined || takes === "attached" ? "" : shown);
}
