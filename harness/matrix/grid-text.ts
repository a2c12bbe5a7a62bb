import { alignColumns, type Cell } from "../report/columns.ts";
import type { Style } from "../report/style.ts";
import { gridsOf, type Grid } from "./grid.ts";
import type { CellResult, MatrixReport } from "./matrix-json.ts";

/** `D` direct, `R` relayed, `d` and `r` the same where chance decides, `-` none; `!` not as predicted, `?` inconclusive. */
export function shortOf({ is, observed, predicted }: CellResult): string {
  if (is === "inconclusive") return "?";
  if (is === "skipped") return "·";
  const letter = { direct: "D", relayed: "R", none: "-", mixed: "M", unknown: "X" }[observed];
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
    case "different":
    case "failed":
      return (text) => style.red(text);
  }
}

/** The grids of a matrix for a terminal. */
export function renderGrids({ cells }: MatrixReport, style: Style): string {
  const legend = "D direct  R relayed  d r where chance decides  ! not as predicted  ? inconclusive";
  return [...gridsOf(cells).map((it) => renderGrid(it, style)), style.dim(`  ${legend}`)].join("\n\n");
}

function renderGrid({ title, rows, columns, at }: Grid, style: Style): string {
  const quiet = (text: string): Cell => ({ text, paint: (it) => style.dim(it) });
  const head = [quiet(title), ...columns.map(quiet)];
  const lines = rows.map((row): Cell[] => [
    { text: row, paint: (it) => style.bold(it) },
    ...columns.map((column): Cell => {
      const cell = at(row, column);
      return cell === undefined ? { text: "" } : { text: shortOf(cell), paint: paintCell(cell, style) };
    }),
  ]);
  return alignColumns([head, ...lines]).join("\n");
}
