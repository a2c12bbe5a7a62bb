import { noteOf } from "./note.ts";
import type { Ladder, LadderRow } from "../run-json.ts";
import type { Style } from "../text/style.ts";
import { wrapped } from "../text/wrap.ts";

const time = 9;
const indent = 2;

/** For nodes that do not fit side by side: each datagram's way in words, `alice → homeA :61800 → sn`. */
export function wayLines({ columns, rows }: Ladder, style: Style, width: number): string[] {
  const titles = columns.map(({ title }) => title).join(" | ");
  return [
    ...wrapped(titles, width - indent - time).map(
      (line, i) => `  ${style.dim((i === 0 ? "t" : "").padEnd(time) + line)}`,
    ),
    ...rows.flatMap((row) => {
      const well = row.end === "delivered" || row.end === "under way";
      const lines = wrapped(wayOf(row), width - indent - time, indent);
      const [first = "", ...more] = well ? lines : lines.map((line) => style.red(line));
      const note = wrapped(noteOf(row), width - 2 * indent - time).map((line) => " ".repeat(indent) + style.dim(line));
      const rest = [...more, ...note].map((line) => " ".repeat(indent + time) + line);
      return [`  ${(row.at / 1000).toFixed(3).padEnd(time)}${first}`, ...rest];
    }),
  ];
}

/** The label, and the nodes with their external ports. */
function wayOf({ label, cells, end }: LadderRow): string {
  const stops = cells.map(({ node, text }) => (text === label || text === "·" ? node : `${node} ${text}`));
  const last = stops.length - 1;
  if (end === "refused") stops[last] = `✘ ${stops[last]}`;
  if (end === "lost") stops.push("✘");
  return `${label}  ${stops.join(" → ")}`;
}
