/** The `Examples` of a `--help`, one per line, so that each can be copied whole. */
export function examplesText(rows: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...rows.map(([command]) => command.length)) + 3;
  return `Examples:\n${rows.map(([command, what]) => `  ${command.padEnd(width)}${what}`).join("\n")}`;
}
