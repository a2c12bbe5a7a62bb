/** One option: how it is written and what its line in the help text says. */
export interface OptionRow {
  readonly short?: string;
  readonly long?: string;
  /** flag: no value. value: the rest of the word, or the next one. attached: the rest of the word, or nothing. */
  readonly takes: "flag" | "value" | "attached";
  /** How the value is called in the help text. */
  readonly value?: string;
  /** Absent = accepted for the sake of old command lines, and not listed. */
  readonly help?: string;
  /** Nobody may see its value. */
  readonly secret?: boolean;
  /** The value may hold blanks; in a file, what follows the first word of any other value does not count. */
  readonly text?: boolean;
  /** An empty value means the default: leaving the option out does no harm. */
  readonly mayBeEmpty?: boolean;
}

/** Keys are ours to choose; they name what was given. */
export type OptionTable = Readonly<Record<string, OptionRow>>;

/** Ours to choose: what a terminal shows without breaking lines by itself. */
const tuned = { columns: 100 } as const;

/** The options as they are listed in a help text, in lines of a terminal's width. */
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

function spelling({ short, long, takes, value }: OptionRow): string {
  const shown = value === undefined ? "" : takes === "attached" ? `[${value}]` : ` ${value}`;
  const names = [short && `-${short}${long === undefined || takes === "attached" ? shown : ""}`, long && `--${long}`];
  return names.filter(Boolean).join(", ") + (long === undefined || takes === "attached" ? "" : shown);
}
