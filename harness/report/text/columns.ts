import { wrapped } from "./wrap.ts";

/** A cell's text, and `paint`, applied after padding, so that colours do not count as width. */
export interface TextCell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

export interface Fit {
  /** Of every line; absent = unlimited. */
  readonly width?: number | undefined;
  /** The first row holds the titles. */
  readonly titled?: boolean;
}

const indent = "  ";
const gap = "  ";

/** Tunable: a column is not squeezed below this width; text beside another that leaves less room than `leastBeside` goes below it. */
const narrowest = 16;
const leastBeside = 24;

/**
 * Left-aligned columns two spaces apart, each as wide as its widest cell; the last is not padded. If that is too wide,
 * cells are wrapped between words; if columns would become too narrow for that, every cell gets its own line.
 */
export function alignColumns(rows: readonly (readonly TextCell[])[], { width, titled = false }: Fit = {}): string[] {
  const widths = columnWidths(rows, (text) => text.length);
  if (width === undefined || total(widths) <= width) return rows.flatMap((row) => tableLines(row, widths));
  if (!titled) return rows.flatMap((row) => flowing(row, widths[0] ?? 0, width));
  const least = columnWidths(rows, (text) => Math.max(longestWord(text), Math.min(text.length, narrowest)));
  if (total(least) > width) return stacked(rows, width);
  while (total(widths) > width) {
    const spare = widths.map((value, i) => value - least[i]!);
    widths[spare.indexOf(Math.max(...spare))]!--;
  }
  return rows.flatMap((row) => tableLines(row, widths));
}

function columnWidths(rows: readonly (readonly TextCell[])[], measure: (text: string) => number): number[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach(({ text }, i) => (widths[i] = Math.max(widths[i] ?? 0, measure(text))));
  return widths;
}

const total = (widths: readonly number[]): number =>
  indent.length + widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);

const longestWord = (text: string): number => Math.max(0, ...text.split(/\s+/).map((word) => word.length));

function tableLines(row: readonly TextCell[], widths: readonly number[]): string[] {
  const cells = row.map(({ text }, i) => (text.length <= widths[i]! ? [text] : wrapped(text, widths[i])));
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => {
    const painted = row.map(({ paint = same }, i) => {
      const text = cells[i]![line] ?? "";
      return paint(i === row.length - 1 ? text : text.padEnd(widths[i]!));
    });
    return (indent + painted.join(gap)).trimEnd();
  });
}

/** The first cell, and the others beside it as one text. */
function flowing([first, ...others]: readonly TextCell[], column: number, width: number): string[] {
  if (first === undefined) return [];
  const before = indent.length + column + gap.length;
  const paint = others[0]?.paint ?? same;
  const text = others.map((cell) => cell.text).join(gap);
  if (width - before < leastBeside) return below(first, { text, paint }, width);
  const lines = wrapped(text, width - before);
  return lines.map((line, i) => {
    const title = (first.paint ?? same)((i === 0 ? first.text : "").padEnd(column));
    return (indent + title + gap + paint(line)).trimEnd();
  });
}

function below(first: TextCell, { text, paint = same }: TextCell, width: number): string[] {
  const deeper = indent.repeat(3);
  const lines = text === "" ? [] : wrapped(text, width - deeper.length).map((line) => (deeper + paint(line)).trimEnd());
  return [indent + (first.paint ?? same)(first.text), ...lines];
}

/** Every row as a block: its first cell, and the others below it with their titles, unless they are empty. */
function stacked([titles = [], ...rows]: readonly (readonly TextCell[])[], width: number): string[] {
  const column = Math.max(...titles.slice(1).map(({ text }) => text.length));
  const before = 2 * indent.length + column + gap.length;
  return rows.flatMap(([first, ...others]) => [
    indent + (first!.paint ?? same)(first!.text),
    ...others.flatMap(({ text, paint = same }, i) =>
      text === ""
        ? []
        : wrapped(text, Math.max(narrowest, width - before)).map((line, at) => {
            const title = titles[i + 1]!;
            const label = (title.paint ?? same)((at === 0 ? title.text : "").padEnd(column));
            return (indent.repeat(2) + label + gap + paint(line)).trimEnd();
          }),
    ),
  ]);
}

const same = (text: string): string => text;
