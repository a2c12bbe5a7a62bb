/** A cell's text, and what to do with it once it is padded, so that colours do not count as width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** Left-aligned columns two spaces apart, each as wide as its widest cell; the last is not padded. */
export function alignColumns(rows: readonly (readonly Cell[])[], indent = "  "): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach(({ text }, i) => (widths[i] = Math.max(widths[i] ?? 0, text.length)));
  return rows.map((row) => {
    const last = row.length - 1;
    const cells = row.map(({ text, paint = (it) => it }, i) => paint(i === last ? text : text.padEnd(widths[i]!)));
    return (indent + cells.join("  ")).trimEnd();
  });
}
