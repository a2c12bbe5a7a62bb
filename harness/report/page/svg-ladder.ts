import { escapeMarkup } from "../junit.ts";
import type { Ladder, LadderRow } from "../run-json.ts";

/** Tunable, in pixels. */
const tuned = { column: 180, row: 24, left: 70, head: 34, right: 210 } as const;

/** A lifeline for each node, an arrow for each datagram, a cross where one did not arrive. */
export function ladderSvg({ columns, rows }: Ladder): string {
  const x = new Map(columns.map(({ node }, i) => [node, tuned.left + tuned.column * (i + 0.5)]));
  const width = tuned.left + tuned.column * columns.length + tuned.right;
  const height = tuned.head + tuned.row * (rows.length + 1);
  const lifelines = columns.map(({ node, title }) => {
    const at = x.get(node)!;
    const line = `<line class="life" x1="${at}" y1="${tuned.head}" x2="${at}" y2="${height}"/>`;
    return `${line}<text class="title" x="${at}" y="20">${escapeMarkup(title)}</text>`;
  });
  const arrows = rows.map((row, i) => datagram(row, x, tuned.head + tuned.row * (i + 1)));
  return (
    `<svg class="ladder" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">` +
    `<title>the packets</title><defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" ` +
    `markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>${lifelines.join("")}${arrows.join("")}</svg>`
  );
}

function datagram(row: LadderRow, x: ReadonlyMap<string, number>, y: number): string {
  const stops = row.cells.map(({ node, text }) => ({ at: x.get(node)!, text }));
  const last = stops.at(-1)!;
  const end = endOf(row, last.at, x);
  const points = [...stops.map((one) => one.at), ...(end.at === last.at ? [] : [end.at])];
  const legs = points.slice(1).map((to, i) => {
    return `<line x1="${points[i]!}" y1="${y}" x2="${to}" y2="${y}" marker-end="url(#head)"/>`;
  });
  const texts = stops.map(({ at, text }) => `<text x="${at}" y="${y - 4}">${escapeMarkup(text)}</text>`);
  const cross = end.cross ? `<text class="cross" x="${end.at}" y="${y + 5}">✘</text>` : "";
  const time = `<text class="time" x="4" y="${y + 4}">${(row.at / 1000).toFixed(3)}</text>`;
  const times = row.times > 1 ? ` ×${row.times} until ${((row.until ?? row.at) / 1000).toFixed(3)}` : "";
  const note = `${row.end === "delivered" ? "" : `${row.end} `}${row.frame.node} #${row.frame.frame}${times}`;
  const noteAt = tuned.left + tuned.column * x.size + 4;
  const tail = `<text class="note" x="${noteAt}" y="${y + 4}">${escapeMarkup(note)}</text>`;
  return `<g class="${row.end.replace(" ", "-")}">${time}${legs.join("")}${texts.join("")}${cross}${tail}</g>`;
}

/** A lost datagram ends half a column further, towards its destination. */
function endOf(row: LadderRow, last: number, x: ReadonlyMap<string, number>): { at: number; cross: boolean } {
  if (row.end === "refused") return { at: last, cross: true };
  if (row.end !== "lost") return { at: last, cross: false };
  const aim = x.get(row.towards ?? "") ?? last;
  return { at: last + (Math.sign(aim - last) * tuned.column) / 2, cross: true };
}
