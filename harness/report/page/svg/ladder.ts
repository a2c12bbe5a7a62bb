import { escapeMarkup } from "../../junit.ts";
import type { Ladder, LadderRow } from "../../run-json.ts";
import type { SeenBinding } from "../../seen/schema.ts";
import { bindingLanes } from "./bindings.ts";

/** Tunable, in pixels. `rule`: what a row with a reason below its arrow takes more; `letter`: of notes. */
const tuned = { column: 180, row: 26, rule: 14, left: 70, head: 34, letter: 6.8 } as const;

export interface LadderDetails {
  /** Of the case. */
  readonly bindings?: readonly SeenBinding[];
  /** The address of a row's bytes; undefined = they are not shown. */
  readonly href?: (row: number) => string | undefined;
}

/**
 * A lifeline for each node, an arrow for each datagram, a cross where one did not arrive; on a router's lifeline what it
 * remembered at that time.
 */
export function ladderSvg(
  { columns, rows }: Ladder,
  { bindings = [], href = () => undefined }: LadderDetails = {},
): string {
  const x = new Map(columns.map(({ node }, i) => [node, tuned.left + tuned.column * (i + 0.5)]));
  const notes = Math.max(0, ...rows.map((row) => noteText(row).length)) * tuned.letter;
  const width = Math.ceil(tuned.left + tuned.column * columns.length + notes + 8);
  const ys = heights(rows);
  const height = (ys.at(-1) ?? tuned.head) + tuned.row;
  const lifelines = columns.map(({ node, title }) => {
    const at = x.get(node)!;
    const line = `<line class="life" x1="${at}" y1="${tuned.head}" x2="${at}" y2="${height}"/>`;
    return `${line}<text class="title" x="${at}" y="20">${escapeMarkup(title)}</text>`;
  });
  const arrows = rows.map((row, i) => linked(datagram(row, x, ys[i]!), href(i)));
  const lanes = bindingLanes(bindings, rows, { x, y: ys, bottom: height });
  return (
    `<svg class="figure ladder" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="the datagrams">` +
    `${lifelines.join("")}${lanes}${arrows.join("")}</svg>`
  );
}

/** `REGISTER alice, homeA :61800, sn` */
export const wayText = ({ label, cells }: LadderRow): string =>
  `${label} ${cells.map(({ node, text }) => (text === label || text === "·" ? node : `${node} ${text}`)).join(", ")}`;

/** How it ended, its frame, and how often it was sent. */
function noteText({ end, frame, times, at, until = at }: LadderRow): string {
  const repeated = times > 1 ? ` ×${times} until ${(until / 1000).toFixed(3)}` : "";
  return `${end === "delivered" ? "" : `${end} `}${frame.node} #${frame.frame}${repeated}`;
}

function heights(rows: readonly LadderRow[]): number[] {
  let y: number = tuned.head;
  return rows.map((_, i) => (y += tuned.row + (rows[i - 1]?.rule === undefined ? 0 : tuned.rule)));
}

const linked = (drawn: string, href: string | undefined): string =>
  href === undefined ? drawn : `<a href="${escapeMarkup(href)}">${drawn}</a>`;

function datagram(row: LadderRow, x: ReadonlyMap<string, number>, y: number): string {
  const stops = row.cells.map(({ node, text }) => ({ at: x.get(node)!, text }));
  const last = stops.at(-1)!;
  const end = endOf(row, last.at, x);
  const points = [...stops.map((one) => one.at), ...(end.at === last.at ? [] : [end.at])];
  const heads = points.slice(1).map((to, i) => {
    const back = to > points[i]! ? -8 : 8;
    return `M${to} ${y}l${back}-3.5v7z`;
  });
  const way = `<path class="way" d="M${points[0]!} ${y}${points
    .slice(1)
    .map((to) => `H${to}`)
    .join("")}"/>`;
  const tips = `<path class="tip" d="${heads.join("")}"/>`;
  const texts = stops.map(({ at, text }) => `<text class="cell" x="${at}" y="${y - 4}">${escapeMarkup(text)}</text>`);
  const cross = end.cross ? `<text class="cross" x="${end.at}" y="${y + 5}">✘</text>` : "";
  const time = `<text class="time" x="4" y="${y + 4}">${(row.at / 1000).toFixed(3)}</text>`;
  const noteAt = tuned.left + tuned.column * x.size + 4;
  const tail = `<text class="note" x="${noteAt}" y="${y + 4}">${escapeMarkup(noteText(row))}</text>`;
  const rule = row.rule === undefined ? "" : `<text class="rule" x="${Math.min(...points) + 8}" y="${y + 15}">${escapeMarkup(row.rule)}</text>`; // prettier-ignore
  return `<g class="${row.end.replace(" ", "-")}">${time}${way}${texts.join("")}${tips}${cross}${tail}${rule}</g>`;
}

/** A lost datagram ends half a column further, towards its destination. */
function endOf(row: LadderRow, last: number, x: ReadonlyMap<string, number>): { at: number; cross: boolean } {
  if (row.end === "refused") return { at: last, cross: true };
  if (row.end !== "lost") return { at: last, cross: false };
  const aim = x.get(row.towards ?? "") ?? last;
  return { at: last + (Math.sign(aim - last) * tuned.column) / 2, cross: true };
}
