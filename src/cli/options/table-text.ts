import { eastAsianWidth } from "get-east-asian-width";

/** Columns as wide as their widest cell; the last one is not padded. */
export function tableText(
  title: readonly string[],
  rows: readonly (readonly string[])[],
  /** Colours a padded cell; row 0 is the title. */
  paint: (text: string, column: number, row: number) => string = (text) => text,
): string {
  const all = [title, ...rows];
  const widths = title.map((_, column) => Math.max(...all.map((row) => columnsOf(row[column]!))));
  return all
    .map((cells, row) => {
      const last = cells.length - 1;
      const filled = cells.map((cell, column) =>
        column === last ? cell : cell + " ".repeat(widths[column]! - columnsOf(cell)),
      );
      return filled.map((text, column) => paint(text, column, row)).join("  ") + "\n";
    })
    .join("");
}

/** Width of a printable text in terminal columns. */
function columnsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...text].reduce((sum, char) => sum + (/\p{M}/u.test(char) ? 0 : eastAsianWidth(char.codePointAt(0)!)), 0);
}

/** `5s`, `3m`, `2h`, `4d`: how long ago; both arguments in seconds. A time of 0 is never. */
export function ago(at: number, now: number): string {
  if (at === 0) return "never";
  const seconds = Math.max(0, Math.round(now - at));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
