import type { CellResult } from "./matrix-json.ts";

/** Cells by row and column, both in the order of their first appearance. */
export interface Grid {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly at: (row: string, column: string) => CellResult | undefined;
}

export function gridsOf(cells: readonly CellResult[]): readonly Grid[] {
  return [...new Set(cells.map(({ grid }) => grid))].map((title) => {
    const here = cells.filter(({ grid }) => grid === title);
    const byPlace = new Map(here.map((it) => [`${it.row} ${it.column}`, it]));
    return {
      title,
      rows: [...new Set(here.map(({ row }) => row))],
      columns: [...new Set(here.map(({ column }) => column))],
      at: (row, column) => byPlace.get(`${row} ${column}`),
    };
  });
}
