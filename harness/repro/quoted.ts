/** For a POSIX shell. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** A text as it is, on standard input of what comes before. */
export function heredoc(text: string): string {
  const lines = text.split("\n");
  let mark = "END";
  while (lines.includes(mark)) mark += "_";
  return `<<'${mark}'\n${text.replace(/\n?$/, "\n")}${mark}`;
}
