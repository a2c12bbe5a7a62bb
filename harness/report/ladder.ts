import type { Ladder, LadderRow } from "./run-json.ts";
import type { Style } from "./style.ts";

/** Ours: a column holds a label such as REGISTER_SUPER_ACK and an arrow; longer titles make it wider. */
const tuned = { column: 23, time: 9 } as const;

/**
 * One line a datagram: what was sent, by which outside ports it went, where it ended. `✘` = refused there, or lost on
 * the way there.
 */
export function renderLadder({ columns, rows }: Ladder, style: Style): string {
  const width = Math.max(tuned.column, ...columns.map(({ title }) => title.length + 2));
  const place = new Map(columns.map(({ node }, i) => [node, i]));
  const head = "t".padEnd(tuned.time) + columns.map(({ title }) => title.padEnd(width)).join("");
  const lines = rows.map((row) => {
    const time = (row.at / 1000).toFixed(3).padEnd(tuned.time);
    const painted =
      row.end === "delivered" || row.end === "under way"
        ? drawing(row, place, width)
        : style.red(drawing(row, place, width));
    return `  ${time}${painted}  ${style.dim(noteOf(row))}`.trimEnd();
  });
  return [`  ${style.dim(head.trimEnd())}`, ...lines].join("\n");
}

function drawing(row: LadderRow, place: ReadonlyMap<string, number>, width: number): string {
  const cells = cellsOf(row, place);
  const canvas = Array.from({ length: place.size * width }, () => " ");
  const write = (start: number, text: string): void => [...text].forEach((it, i) => (canvas[start + i] = it));
  for (const { column, text } of cells) write(column * width, text);
  for (const [i, to] of cells.entries()) {
    const from = cells[i - 1];
    if (from === undefined) continue;
    const [left, right] = from.column < to.column ? [from, to] : [to, from];
    const start = left.column * width + left.text.length + 1;
    const length = right.column * width - start - 1;
    if (length > 0) write(start, arrow(length, from.column < to.column));
  }
  return canvas
    .join("")
    .trimEnd()
    .padEnd(place.size * width);
}

interface Placed {
  readonly column: number;
  readonly text: string;
}

/** A lost datagram gets a cross in the next column on its way. */
function cellsOf(row: LadderRow, place: ReadonlyMap<string, number>): Placed[] {
  const cells = row.cells.map(({ node, text }) => ({ column: place.get(node)!, text }));
  const last = cells.at(-1)!;
  if (row.end === "refused") return [...cells.slice(0, -1), { ...last, text: `✘ ${last.text}` }];
  const aim = place.get(row.towards ?? "");
  if (row.end !== "lost" || aim === undefined || aim === last.column) return cells;
  return [...cells, { column: last.column + Math.sign(aim - last.column), text: "✘" }];
}

const arrow = (length: number, rightwards: boolean): string =>
  rightwards ? "─".repeat(length - 1) + "▶" : "◀" + "─".repeat(length - 1);

function noteOf({ end, towards, times, until, frame }: LadderRow): string {
  const ending = end === "delivered" ? "" : `${end}${towards === undefined ? "" : `, for ${towards}`}; `;
  const repeated = times > 1 ? `×${times} until ${(until! / 1000).toFixed(3)}; ` : "";
  return `${ending}${repeated}${frame.node} #${frame.frame}`;
}
