import { escapeMarkup as text } from "../../report/junit.ts";
import type { SweepValue } from "../measures/series.ts";
import { summaryText } from "./rows.ts";
import type { Axis, Plot } from "./axes.ts";

/** Tunable, in pixels. */
const size = { width: 420, height: 260, left: 52, right: 14, top: 12, bottom: 42, mark: 4, ticks: 4 } as const;

const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom } as const;

/** Colours by number: `.line0` and so on in `plotStyle`; more systems than that begin again, with another mark. */
export const plotColours = 8;

const dots = ["circle", "square", "triangle", "diamond"] as const;

/** Means along an axis, one line per system, with bars of one standard deviation. `systems`: in the order of their colours. */
export function plotSvg({ metric, axis, values, fixed }: Plot, systems: readonly string[]): string {
  const x = scaleOf(axis);
  const highest = Math.max(...values.map(({ summary }) => summary.mean + (summary.deviation ?? 0)), 0);
  const step = niceStep(highest / size.ticks);
  const top = Math.max(step, Math.ceil(highest / step - 1e-9) * step);
  const y = (value: number): number => size.top + inner.height * (1 - Math.max(0, value) / top);
  const rows = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  const grid = rows.map((value) => `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${round(y(value))}" y2="${round(y(value))}"/><text class="y" x="${size.left - 6}" y="${round(y(value) + 4)}">${short(value)}</text>`); // prettier-ignore
  const below = axis.values.map((value) => `<text class="x" x="${round(x(value))}" y="${size.top + inner.height + 16}">${Number.isNaN(value) ? "unlimited" : short(value)}</text>`); // prettier-ignore
  const lines = systems.map((system, i) => {
    const own = values.filter((value) => value.system === system);
    const at = own
      .map((value) => ({ value, x: x(axis.of(value)), y: y(value.summary.mean) }))
      .sort((a, b) => a.x - b.x);
    if (at.length === 0) return "";
    const path = at.map((one) => `${round(one.x)},${round(one.y)}`).join(" ");
    const points = at.map((one) => {
      const { mean, deviation = 0 } = one.value.summary;
      const bar = deviation > 0 ? `<path class="bar" d="M${round(one.x)} ${round(y(mean - deviation))}V${round(y(mean + deviation))}"/>` : ""; // prettier-ignore
      return `<g><title>${text(saying(one.value, axis))}</title>${bar}${mark(i, one.x, one.y)}</g>`;
    });
    return `<g class="line${i % plotColours}"><polyline points="${path}"/>${points.join("")}</g>`;
  });
  const label = `${metric.title} by the ${axis.title}${fixed === "" ? "" : `; ${fixed}`}`;
  return (
    `<svg class="plot" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${text(label)}">` +
    `${grid.join("")}${below.join("")}${lines.join("")}` +
    `<text class="x" x="${size.left + inner.width / 2}" y="${size.height - 8}">${text(`${axis.title}, ${axis.unit}`)}</text></svg>`
  );
}

/** A system's mark as in the plots, for the legend. */
export const markSvg = (number: number): string =>
  `<svg class="plot" width="28" height="14" viewBox="0 0 28 14" aria-hidden="true"><g class="line${number % plotColours}"><polyline points="1,7 27,7"/>${mark(number, 14, 7)}</g></svg>`;

function saying(value: SweepValue, axis: Axis): string {
  const { system, summary, metric } = value;
  return `${system}, ${axis.text(axis.of(value))}: ${summaryText(summary, metric.unit)}, n = ${summary.count}`;
}

/** To scale, but for an unlimited rate, which has no place on a scale: then evenly spaced. */
function scaleOf({ values }: Axis): (value: number) => number {
  const place = (share: number) => size.left + 10 + (inner.width - 20) * share;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const even = values.length < 2 || Number.isNaN(least);
  if (!even) return (value) => place((value - least) / (most - least));
  return (value) => place(values.findIndex((one) => Object.is(one, value)) / Math.max(1, values.length - 1));
}

/** 1, 2 or 5 times a power of ten, not less than `least`. */
function niceStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least - 1e-12)!;
}

function mark(number: number, x: number, y: number): string {
  const r = size.mark;
  switch (dots[Math.floor(number + number / plotColours) % dots.length]!) {
    case "circle":
      return `<circle cx="${round(x)}" cy="${round(y)}" r="${r}"/>`;
    case "square":
      return `<rect x="${round(x - r)}" y="${round(y - r)}" width="${2 * r}" height="${2 * r}"/>`;
    case "triangle":
      return `<path class="mark" d="M${round(x)} ${round(y - r - 1)}l${r + 1} ${2 * r}h${-2 * r - 2}z"/>`;
    case "diamond":
      return `<path class="mark" d="M${round(x)} ${round(y - r - 1)}l${r + 1} ${r + 1}l${-r - 1} ${r + 1}l${-r - 1} ${-r - 1}z"/>`;
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;
const short = (value: number): string => String(Number(value.toPrecision(3)));
