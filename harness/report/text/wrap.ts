/**
 * Text in lines of at most `width` characters, broken between words only; a longer word gets its own line. Lines after
 * the first begin with `hanging` spaces. Undefined width = unchanged.
 */
export function wrapped(text: string, width: number | undefined, hanging = 0): string[] {
  if (width === undefined) return text.split("\n");
  return text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    let current = "";
    for (const word of line.match(/\s*\S+/g) ?? [""]) {
      if (current === "" || (current + word).length <= width) current += word;
      else {
        lines.push(current);
        current = " ".repeat(hanging) + word.trimStart();
      }
    }
    return [...lines, current];
  });
}

/** The columns of a terminal; undefined = a file or pipe, where lines may have any length. */
export const widthOf = (stream: { readonly isTTY?: boolean; readonly columns?: number }): number | undefined =>
  stream.isTTY === true && stream.columns !== undefined && stream.columns > 0 ? stream.columns : undefined;

/** Of help texts: at most 100, where lines are easy to read. */
export const helpWidth = (stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout): number =>
  Math.min(100, widthOf(stream) ?? 100);
