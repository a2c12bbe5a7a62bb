import { noteOf } from "./note.ts";
import { wayLines } from "./ways.ts";
import type { Ladder, LadderRow } from "../run-json.ts";
import type { Style } from "../text/style.ts";
import { wrapped } from "../text/wrap.ts";

/** Tunable: a column holds a label such as REGISTER_SUPER_ACK and an arrow; longer titles make it wider. */
const tuned = { column: 23, time: 9, indent: 2, arrow: 4 } as const;

/**
 * One line per datagram: what was sent, the external ports that it passed, where it ended. `✘` = refused there, or lost
 * before it got there. If the nodes do not fit side by side into `width`, each way is written out instead.
 */
export function renderLadder(ladder: Ladder, style: Style, width = Infinity): string {
  const { columns, rows } = ladder;
  const place = new Map(columns.map(({ node }, i) => [node, i]));
  const column = columnWidth(ladder, place, width);
  if (column === undefined) return wayLines(ladder, style, width).join("\n");
  const titles = columns.map(({ title }) => wrapped(title, column - 2));
  const height = Math.max(1, ...titles.map((title) => title.length));
  const head = Array.from({ length: height }, (_, line) => {
    const time = (line === 0 ? "t" : "").padEnd(tuned.time);
    return `  ${style.dim((time + titles.map((title) => (title[line] ?? "").padEnd(column)).join("")).trimEnd())}`;
  });
  const drawn = tuned.indent + tuned.time + column * columns.length + 2;
  return [...head, ...rows.flatMap((row) => rowLines(row, place, column, width - drawn, style))].join("\n");
}

/** Wide enough for the titles, else as narrow as the cells allow; undefined = still too wide. */
function columnWidth({ columns, rows }: Ladder, place: ReadonlyMap<string, number>, width: number): number | undefined {
  const words = columns.flatMap(({ title }) => title.split(/\s+/).map((word) => word.length + 2));
  const cells = rows.flatMap((row) => cellsOf(row, place).map(({ text }) => text.length + tuned.arrow));
  const wanted = Math.max(tuned.column, ...columns.map(({ title }) => title.length + 2));
  const least = Math.max(...words, ...cells);
  const room = Math.floor((width - tuned.indent - tuned.time) / Math.max(1, columns.length));
  const notes = Math.max(0, ...rows.map((row) => noteOf(row).length));
  const beside = Math.floor((width - tuned.indent - tuned.time - 2 - notes) / Math.max(1, columns.length));
  if (beside >= least) return Math.min(wanted, beside);
  return room >= least ? Math.min(wanted, room) : undefined;
}

function rowLines(
  row: LadderRow,
  place: ReadonlyMap<string, number>,
  column: number,
  room: number,
  style: Style,
): string[] {
  // prettier-ignore
  const time = (row.at / 1000).toFixed(3).padEnd(tuned.time);
  const well = row.end === "delivered" || row.end === "under way";
  const line = drawing(row, place, column);
  const painted = `  ${time}${well ? line : style.red(line)}`;
  const note = noteOf(row);
  if (note.length <= room) return [`${painted}  ${style.dim(note)}`.trimEnd()];
  const indent = tuned.indent + tuned.time;
  const below = wrapped(note, room + column * place.size).map((line) => " ".repeat(indent) + style.dim(line));
  return [painted.trimEnd(), ...below];
}

function drawing(row: LadderRow, place: ReadonlyMap<string, number>, width: number): string {
  const cells = cellsOf(row, place);
  const canvas = Array.from({ length: place.size * width }, () => " ");
  const write = (start: number, text: string): void =>
    [...text].forEach((character, i) => (canvas[start + i] = character));
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

/** A lost datagram gets a cross in the next column of its way. */
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
