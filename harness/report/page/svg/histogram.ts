import { escapeMarkup as text } from "../../junit.ts";
import { axis, scaleOf } from "./axis.ts";

export interface HistogramPlot {
  readonly title: string;
  /** What it says, for who does not see it. */
  readonly said: string;
  /** Of the horizontal axis. */
  readonly unit: string;
  /** Where the first bar begins, and how wide each is. */
  readonly from: number;
  readonly bin: number;
  /** There is nothing between whole numbers. */
  readonly isWhole?: boolean;
  readonly counts: readonly number[];
  /** How many were to be expected in each. */
  readonly expected?: readonly number[];
  /** What was asked for on the horizontal axis. */
  readonly marks?: readonly number[];
}

/** Tunable, in pixels: two fit beside each other, one fits on a phone. `gap`: between bars. */
const tuned = { width: 320, left: 12, right: 12, head: 24, plot: 84, foot: 38, gap: 1 } as const;

/** Bars for what was measured; dashed, what was asked for: steps over the bars, or lines at values. */
export function histogramSvg({ title, said, unit, from, bin, counts, isWhole = false, expected = [], marks = [] }: HistogramPlot): string {
  const { width, left, right, head, plot, gap } = tuned;
  const bottom = head + plot;
  const [least, most] = [Math.min(from, ...marks), Math.max(from + bin * counts.length, ...marks)];
  const x = scaleOf([least, most], [left, width - right]);
  const y = scaleOf([0, 1.05 * Math.max(1, ...counts, ...expected)], [bottom, head]);
  const edge = (i: number): number => x.at(from + bin * i);
  const bars = counts.map((count, i) =>
    count === 0 ? "" : `M${edge(i)} ${bottom}V${y.at(count)}H${Math.max(edge(i) + 1, edge(i + 1) - gap).toFixed(1)}V${bottom}z`,
  );
  const steps = expected.map((count, i) => `${i === 0 ? "M" : "L"}${edge(i)} ${y.at(count)}H${edge(i + 1)}`);
  const lines = marks.map((mark) => `M${x.at(mark)} ${bottom}V${head}`);
  const height = bottom + tuned.foot;
  return (
    `<svg class="figure time" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${text(said)}">` +
    `<text x="${left}" y="14">${text(title)}</text><path class="bars" d="${bars.join("")}"/><path class="asked stepped" d="${[...steps, ...lines].join("")}"/>` +
    `${axis(x, bottom, unit, { leastStep: isWhole ? 1 : 0 })}</svg>`
  );
} // prettier-ignore
