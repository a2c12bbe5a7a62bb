import { escapeMarkup } from "../../junit.ts";
import type { LadderRow } from "../../run-json.ts";
import type { SeenBinding } from "../../seen/schema.ts";

interface Place {
  /** By node. */
  readonly x: ReadonlyMap<string, number>;
  /** By row. */
  readonly y: readonly number[];
  readonly bottom: number;
}

/** Tunable: pixels from the lifeline; bindings that exist at a time take one lane each. */
const tuned = { lanes: [0, 8, -8, 16, -16] } as const;

/** Colours repeat after this many. */
const hues = 5;

/** The class that gives a binding its colour, here and in tables. */
export const hueOf = (index: number): string => `b${index % hues}`;

/**
 * What routers remembered, along their lifelines: from a ring where it was made to its last use, a mark at each datagram
 * that used it, and dashed from there until it ended. `rows` of the same ladder.
 */
export function bindingLanes(bindings: readonly SeenBinding[], rows: readonly LadderRow[], place: Place): string {
  const taken = new Map<string, number>();
  return bindings
    .map((binding, index) => {
      const x = place.x.get(binding.router);
      const using = rows.flatMap(({ bindings: used = [] }, i) => (used.includes(index) ? [place.y[i]!] : []));
      if (x === undefined || using.length === 0) return "";
      const lane = taken.get(binding.router) ?? 0;
      taken.set(binding.router, lane + 1);
      return drawn(binding, index, { at: x + tuned.lanes[lane % tuned.lanes.length]!, using, rows, place });
    })
    .join("");
}

interface Lane {
  readonly at: number;
  /** Of the rows that used it. */
  readonly using: readonly number[];
  readonly rows: readonly LadderRow[];
  readonly place: Place;
}

function drawn(binding: SeenBinding, index: number, { at, using, rows, place }: Lane): string {
  const [first] = using as [number];
  const last = Math.max(using.at(-1)!, yOf(binding.last, rows, place));
  const ended = binding.ended === undefined ? place.bottom : Math.max(last, yOf(binding.ended, rows, place));
  const tip = `${binding.outside}: ${bindingText(binding)}`;
  const marks = using.slice(1).map((y) => `<circle class="made" cx="${at}" cy="${y}" r="2"/>`);
  const cap = binding.ended === undefined ? "" : `<line class="end" x1="${at - 5}" y1="${ended}" x2="${at + 5}" y2="${ended}"/>`; // prettier-ignore
  return (
    `<g class="${hueOf(index)}"><title>${escapeMarkup(tip)}</title><line class="idle" x1="${at}" y1="${last}" x2="${at}" y2="${ended}"/>` +
    `<line class="binding" x1="${at}" y1="${first}" x2="${at}" y2="${last}"/><circle class="made" cx="${at}" cy="${first}" r="4"/>${marks.join("")}${cap}</g>`
  );
}

/** Rows stand for times, not for equal distances: below the last row that had begun. */
function yOf(time: number, rows: readonly LadderRow[], { y, bottom }: Place): number {
  const next = rows.findIndex(({ at }) => at > time);
  if (next < 0) return bottom - 6;
  return next === 0 ? y[0]! : y[next]! - 10;
}

/** `created 0.6s, refreshed 24 times, the last time at 7.1s, expired 127s` */
export function bindingText({ created, refreshed, last, ended, how }: SeenBinding): string {
  const at = (time: number): string => `${(time / 1000).toFixed(1)}s`;
  const times =
    refreshed === 0 ? "" : `, refreshed ${refreshed === 1 ? "once" : `${refreshed} times`}, last at ${at(last)}`;
  return `created ${at(created)}${times}${ended === undefined ? "" : `, ${how} ${at(ended)}`}`;
}
