/** Tunable, in pixels. */
const tuned = { letter: 8.43, line: 18, margin: 14 } as const;

/** Lines of a terminal as an SVG picture; those that begin with `$ ` were typed. */
export function terminalPicture(lines: readonly string[], title: string): string {
  const width = Math.ceil(2 * tuned.margin + tuned.letter * Math.max(...lines.map(({ length }) => length)));
  const height = 2 * tuned.margin + tuned.line * lines.length;
  const texts = lines.map((line, i) => {
    const kind = line.startsWith("$ ") ? ' class="typed"' : "";
    return `<text${kind} x="${tuned.margin}" y="${tuned.margin + tuned.line * (i + 0.75)}">${escaped(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>rect { fill: #0f1318 } text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #e6e9ed; white-space: pre } .typed { fill: #7ab8ff }</style>
<rect width="100%" height="100%" rx="8"/>
${texts.join("\n")}
</svg>
`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
