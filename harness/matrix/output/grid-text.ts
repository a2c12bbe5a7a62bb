import { alignColumns, type TextCell } from "../../report/text/columns.ts";
import type { Style } from "../../report/text/style.ts";
import { wrapped } from "../../report/text/wrap.ts";
import { gridsOf, type Grid } from "./grid.ts";
import type { CellResult, MatrixReport } from "./json.ts";

/**
 * `D` direct, `H` half-direct, `R` relayed, `d` and `r` if chance decides, `-` none; `!` not as predicted, `≠` repetitions differ, `?` inconclusive.
 */
export function shortOf({ is, observed, predicted }: CellResult): string {
  if (is === "inconclusive") return "?";
  if (is === "skipped") return "·";
  if (is === "varies") return "≠";
  const letter = { direct: "D", "half-direct": "H", relayed: "R", none: "-", mixed: "M", unknown: "X" }[observed];
  if (is !== "as predicted") return `${letter}!`;
  return predicted === "race" || predicted === "either" ? letter.toLowerCase() : letter;
}

export function paintCell(cell: CellResult, style: Style): (text: string) => string {
  switch (cell.is) {
    case "as predicted":
      return (text) => (cell.observed === "direct" ? style.green(text) : style.cyan(text));
    case "inconclusive":
      return (text) => style.yellow(text);
    case "skipped":
      return (text) => style.dim(text);
    case "varies":
    case "different":
    case "failed":
      return (text) => style.red(text);
  }
}

/** The grids of a matrix for a terminal of `width` columns; absent = unlimited. */
export function renderGrids({ cells }: MatrixReport, style: Style, width?: number): string {
  const legend =
    "D direct  H half-direct  R relayed  d r by chance  ! not as predicted  ≠ repetitions differ  ? inconclusive";
  const legendLines = wrapped(`  ${legend}`, width, indent).map((line) => style.dim(line));
  return [...gridsOf(cells).map((grid) => renderGrid(grid, style, width)), legendLines.join("\n")].join("\n\n");
}

/** If the columns' names do not fit side by side, they are numbered and listed below. */
function renderGrid({ title, rows, columns, at }: Grid, style: Style, width: number | undefined): string {
  const quiet = (text: string): TextCell => ({ text, paint: (one) => style.dim(one) });
  const lines = rows.map((row): TextCell[] => [
    { text: row, paint: (text) => style.bold(text) },
    ...columns.map((column): TextCell => {
      const cell = at(row, column);
      return cell === undefined ? { text: "" } : { text: shortOf(cell), paint: paintCell(cell, style) };
    }),
  ]);
  const headed = (titles: readonly string[]) => alignColumns([[quiet(title), ...titles.map(quiet)], ...lines]);
  const named = headed(columns);
  if (width === undefined || plainWidth([title, ...columns], rows) <= width) return named.join("\n");
  const numbers = columns.map((_, i) => String(i + 1));
  const listed = wrapped(`  ${columns.map((name, i) => `${numbers[i]}\u00a0${name}`).join("  ")}`, width, indent);
  return [...headed(numbers), ...listed.map((line) => style.dim(line.replaceAll("\u00a0", " ")))].join("\n");
}

const indent = 2;

/** The width of a line with these titles, where the first is as wide as the widest row's name. */
function plainWidth([first = "", ...titles]: readonly string[], rows: readonly string[]): number {
  const column = Math.max(first.length, ...rows.map((row) => row.length));
  return indent + column + titles.reduce((sum, title) => sum + 2 + title.length, 0);
}
