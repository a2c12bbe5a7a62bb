import { spelling, type OptionTable } from "../../../src/cli/options/table.ts";

export interface ManPage {
  /** As typed: `edge`. */
  readonly name: string;
  /** manual(7): 1 = for users, 8 = for root. */
  readonly section: 1 | 8;
  /** What `--help` prints: the first line is `NAME: what it is`, unless `purpose` says that. */
  readonly help: string;
  readonly purpose?: string;
  /** Its options, which the help text lists; they become a section of their own. */
  readonly table?: OptionTable;
  /** Further sections: title and paragraphs. */
  readonly more?: readonly (readonly [title: string, ...paragraphs: readonly string[]])[];
  readonly version: string;
  /** `2026-11-30` */
  readonly date: string;
}

/** A manual page in man(7), made from what the program says of itself. */
export function manPage({ name, section, help, purpose, table, more = [], version, date }: ManPage): string {
  const [, title, text] = /^([^\n]*)\n([^]*)$/.exec(help)!;
  const listed = table === undefined ? "" : optionLines(table);
  const whole = purpose === undefined ? text! : help;
  const at = listed === "" ? whole.length : whole.search(/^ {2}-/m);
  // The options end with the first empty line after them.
  const end = listed === "" ? whole.length : whole.indexOf("\n\n", at);
  const after = end < 0 ? "" : whole.slice(end);
  return [
    `.TH ${name.toUpperCase()} ${section} ${date} "${version}" "n2n-natlab"`,
    ".SH NAME",
    `${name} \\- ${escaped(purpose ?? title!.replace(/^[^:]*: /, ""))}`,
    ".SH SYNOPSIS",
    literal(whole.slice(0, at)),
    ...(listed === "" ? [] : [".SH OPTIONS", listed]),
    ...(after.trim() === "" ? [] : [".SH NOTES", literal(after)]),
    ...more.flatMap(([heading, ...paragraphs]) => [`.SH ${heading}`, paragraphs.map(escaped).join("\n.PP\n")]),
    "",
  ].join("\n");
}

function optionLines(table: OptionTable): string {
  return Object.values(table)
    .filter(({ help }) => help !== undefined)
    .flatMap((row) => [".TP", `\\fB${escaped(spelling(row).replace(/^ {4}/, ""))}\\fR`, escaped(row.help!)])
    .join("\n");
}

/** Lines as they are. */
const literal = (text: string): string => `.nf\n${escaped(text.replace(/^\n+|\s+$/g, ""))}\n.fi`;

/** A dash that is typed, a backslash, and lines that troff would take for requests. */
const escaped = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");
