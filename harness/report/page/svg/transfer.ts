import { escapeMarkup as text } from "../../junit.ts";
import type { SeenTransfer } from "../../seen/schema.ts";
import { axis, scaleOf } from "./axis.ts";

/** Tunable, in pixels. */
const tuned = { width: 1000, left: 64, right: 110, top: 12, plot: 110 } as const;

/** How fast a transfer arrived over time, beside what was claimed. */
export function transferSvg({ from, to, floor, start, bin, rates }: SeenTransfer): string {
  const bottom = tuned.top + tuned.plot;
  const x = scaleOf([start, start + bin * rates.length], [tuned.left, tuned.width - tuned.right]);
  const most = 1.15 * Math.max(floor, ...rates);
  const y = scaleOf([0, most], [bottom, tuned.top]);
  const bars = rates.map((rate, i) => `<rect class="bar" x="${x.at(start + i * bin)}" y="${y.at(rate)}" width="${Math.max(1, x.at(bin) - x.at(0) - 1).toFixed(1)}" height="${(bottom - y.at(rate)).toFixed(1)}"/>`); // prettier-ignore
  const asked = `<line class="asked mixed" x1="${tuned.left}" y1="${y.at(floor)}" x2="${tuned.width - tuned.right}" y2="${y.at(floor)}"/><text x="${tuned.width - tuned.right + 5}" y="${y.at(floor) + 4}">≥ ${floor} Mbit/s</text>`;
  const ticks = [0, most / 1.15].map((rate) => `<text class="dim" x="${tuned.left - 6}" y="${y.at(rate) + 4}" text-anchor="end">${Number(rate.toFixed(1))}</text>`); // prettier-ignore
  const height = bottom + 40;
  return `<svg class="figure time" viewBox="0 0 ${tuned.width} ${height}" width="${tuned.width}" height="${height}" role="img" aria-label="throughput over time, ${text(from)} to ${text(to)}">${bars.join("")}${asked}${ticks.join("")}${axis(x, bottom, "seconds", 1000)}</svg>`;
}
