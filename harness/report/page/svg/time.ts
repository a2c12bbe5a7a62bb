import { escapeMarkup as text } from "../../junit.ts";
import type { CaseReport } from "../../run-json.ts";
import type { SeenPings } from "../../seen/schema.ts";
import { axis, scaleOf, type Scale } from "./axis.ts";

/** Tunable, in pixels. `letter`: the width of one at the size of labels. */
const tuned = { width: 1000, left: 64, right: 110, lane: 18, bar: 9, plot: 130, letter: 6.3 } as const;

/** Story, events, claims and round trips of a case over one axis of time. Undefined = nothing was recorded. */
export function timeSvg({ steps = [], claims, pings = [] }: CaseReport): string | undefined {
  if (steps.length === 0 && pings.length === 0) return undefined;
  const times = [...steps.flatMap(({ at, until }) => [at, until ?? at]), ...claims.map(({ metAt, from }) => metAt ?? from), ...pings.flatMap(({ at }) => at)]; // prettier-ignore
  const x = scaleOf([Math.min(0, ...times), Math.max(1, ...times)], [tuned.left, tuned.width - tuned.right]);
  const story = lanes(
    steps.filter(({ kind }) => kind !== "cut").map(({ at, until, what, kind }) => ({ from: at, to: until ?? at, label: what, kind })),
    x,
    12,
  ); // prettier-ignore
  const made = lanes(
    claims.map(({ kind, from, metAt, is }) => ({ from, to: metAt ?? x.domain[1], label: `${is === "met" ? "✔" : "✘"} ${kind}`, kind: is })),
    x,
    story.bottom + 10,
  ); // prettier-ignore
  const top = made.bottom + 22;
  const bottom = top + tuned.plot;
  const cuts = steps.filter(({ kind }) => kind === "cut").map(({ at, until = at }) => `<rect class="cut" x="${x.at(at)}" y="${top}" width="${Math.max(2, x.at(until) - x.at(at)).toFixed(1)}" height="${tuned.plot}"/>`); // prettier-ignore
  const height = bottom + 40;
  return (
    `<svg class="figure time" viewBox="0 0 ${tuned.width} ${height}" width="${tuned.width}" height="${height}" role="img" aria-label="story, claims and round trips over time">` +
    `${side("story", 21)}${story.drawn}${claims.length === 0 ? "" : side("claims", story.bottom + 19)}${made.drawn}${cuts.join("")}` +
    `${pings.length === 0 ? "" : roundTrips(pings, x, top, bottom)}${axis(x, bottom, "seconds", { unit: 1000 })}</svg>`
  );
}

const side = (label: string, y: number): string => `<text class="dim" x="0" y="${y}">${label}</text>`;

interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly kind: string;
}

/** Each span as a bar with its label beside it, in the first lane that has room. */
function lanes(spans: readonly Span[], x: Scale, top: number): { readonly drawn: string; readonly bottom: number } {
  const free: number[] = [];
  const drawn = spans.map(({ from, to, label, kind }) => {
    const [start, end] = [x.at(from), Math.max(x.at(from) + 3, x.at(to))];
    const length = label.length * tuned.letter;
    // Where there is no room beside it, the label is in front.
    const isLeft = end + 5 + length > tuned.width && start - 5 - length > tuned.left;
    const [left, right] = isLeft ? [start - 5 - length, end] : [start, end + 5 + length];
    let lane = free.findIndex((until) => until < left);
    if (lane < 0) lane = free.length;
    free[lane] = right + 8;
    const y = top + lane * tuned.lane;
    const place = isLeft ? `x="${(start - 5).toFixed(1)}" text-anchor="end"` : `x="${(end + 5).toFixed(1)}"`;
    return `<rect class="${kind}" x="${start.toFixed(1)}" y="${y}" width="${(end - start).toFixed(1)}" height="${tuned.bar}" rx="2"/><text ${place} y="${y + tuned.bar}">${text(label)}</text>`;
  });
  return { drawn: drawn.join(""), bottom: top + free.length * tuned.lane };
}

const classes = { d: "direct", r: "relayed", m: "mixed" } as const;

/** Dots for pings that came back, ticks below for those that did not, dashed lines for what the links were asked for. */
function roundTrips(pings: readonly SeenPings[], x: Scale, top: number, bottom: number): string {
  const times = pings.flatMap(({ ms }) => ms.filter((one) => one !== null)).sort((a, b) => a - b);
  const asked = pings[0]!.asked;
  const most = 1.15 * Math.max(asked.relayed ?? asked.direct, times[Math.floor(times.length * 0.98)] ?? 1);
  const y = scaleOf([0, most], [bottom, top]);
  const dots = Object.entries(classes).map(([letter, name]) => {
    const at = pings.flatMap((one) => one.at.flatMap((time, i) => {
      const ms = one.ms[i] ?? null;
      return one.path[i] !== letter || ms === null ? [] : [`M${x.at(time)} ${y.at(Math.min(ms, most))}h0`];
    })); // prettier-ignore
    return at.length === 0 ? "" : `<path class="dots ${name}" d="${at.join("")}"/>`;
  });
  const lost = pings.flatMap((one) => one.at.flatMap((time, i) => (one.lost[i]! > 0 ? [`M${x.at(time)} ${bottom - 7}v7`] : []))); // prettier-ignore
  const lines = [...(asked.relayed === undefined ? [] : [["relayed", asked.relayed] as const]), ["direct", asked.direct] as const].map(([name, ms]) => `<line class="asked ${name}" x1="${tuned.left}" y1="${y.at(ms)}" x2="${tuned.width - tuned.right}" y2="${y.at(ms)}"/><text x="${tuned.width - tuned.right + 5}" y="${y.at(ms) + 4}">${name}: ${ms} ms</text>`); // prettier-ignore
  const ticks = [0, most / 2.3, most / 1.15].map((ms) => `<text class="dim" x="${tuned.left - 6}" y="${y.at(ms) + 4}" text-anchor="end">${Math.round(ms)} ms</text>`); // prettier-ignore
  return `${lines.join("")}${ticks.join("")}${dots.join("")}${lost.length === 0 ? "" : `<path class="lost" d="${lost.join("")}"/>`}`;
}
