import { escapeMarkup as text } from "../../junit.ts";
import type { SeenTransfer } from "../../seen/schema.ts";
import { axis, scaleOf } from "./axis.ts";

/** Tunable, in pixels. `line`: between two labels, so that they can be read. */
const tuned = { width: 1000, left: 64, right: 130, top: 20, plot: 110, line: 14 } as const;

/** How fast a transfer arrived over time, its mean, and what was claimed of that. */
export function transferSvg({ from, to, floor, start, bin, rates }: SeenTransfer): string {
  const bottom = tuned.top + tuned.plot;
  const end = tuned.width - tuned.right;
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const x = scaleOf([start, start + bin * rates.length], [tuned.left, end]);
  const most = 1.15 * Math.max(floor, ...rates);
  const y = scaleOf([0, most], [bottom, tuned.top]);
  const bars = rates.map((rate, i) => `<rect class="bar" x="${x.at(start + i * bin)}" y="${y.at(rate)}" width="${Math.max(1, x.at(bin) - x.at(0) - 1).toFixed(1)}" height="${(bottom - y.at(rate)).toFixed(1)}"/>`); // prettier-ignore
  const apart = Math.abs(y.at(floor) - y.at(mean)) < tuned.line ? tuned.line - Math.abs(y.at(floor) - y.at(mean)) : 0;
  const [lower, upper] = mean < floor ? ["mean", "asked"] : ["asked", "mean"];
  const line = (kind: string, rate: number, label: string): string => {
    const shift = kind === lower ? apart / 2 : kind === upper ? -apart / 2 : 0;
    return `<line class="${kind}" x1="${tuned.left}" y1="${y.at(rate)}" x2="${end}" y2="${y.at(rate)}"/><text x="${end + 5}" y="${(y.at(rate) + 4 + shift).toFixed(1)}">${label}</text>`;
  };
  const ticks = [0, most / 1.15].map((rate) => `<text class="dim" x="${tuned.left - 6}" y="${y.at(rate) + 4}" text-anchor="end">${shown(rate)}</text>`); // prettier-ignore
  const height = bottom + 40;
  return `<svg class="figure time" viewBox="0 0 ${tuned.width} ${height}" width="${tuned.width}" height="${height}" role="img" aria-label="throughput over time, ${text(from)} to ${text(to)}: mean ${shown(mean)} Mbit/s, at least ${floor} claimed"><text class="dim" x="0" y="12">Mbit/s</text>${bars.join("")}${line("asked", floor, `≥ ${floor} claimed`)}${line("mean", mean, `mean ${shown(mean)}`)}${ticks.join("")}${axis(x, bottom, "seconds", { unit: 1000 })}</svg>`;
}

/** `0.46`, `8.3`, `412` */
const shown = (rate: number): string => (rate >= 100 ? rate.toFixed(0) : String(Number(rate.toPrecision(2))));
