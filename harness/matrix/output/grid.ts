import type { CellResult } from "./json.ts";

/** Cells by row and column, in order of first appearance; a name that is both has the same position in both. */
export interface Grid {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly at: (row: string, column: string) => CellResult | undefined;
}

export function gridsOf(cells: readonly CellResult[]): readonly Grid[] {
  return [...new Set(cells.map(({ grid }) => grid))].map((title) => {
    const here = cells.filter(({ grid }) => grid === title);
    const byPlace = new Map(here.map((cell) => [`${cell.row} ${cell.column}`, cell]));
    const rows = [...new Set(here.map(({ row }) => row))];
    const columns = [...new Set(here.map(({ column }) => column))];
    return {
      title,
      rows,
      columns: [...rows.filter((row) => columns.includes(row)), ...columns.filter((column) => !rows.includes(column))],
      at: (row, column) => byPlace.get(`${row} ${column}`),
    };
  });
}
