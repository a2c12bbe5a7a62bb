import { escapeMarkup as text } from "../../report/junit.ts";
import { page } from "../../compat/output/pages/html.ts";
import { plainTable } from "../../report/page/elements.ts";
import type { SweepComparison } from "../compare.ts";
import type { SweepReport } from "../json.ts";
import { bitsText, pointName } from "../points.ts";
import { sweepValues } from "../measures/series.ts";
import { axesOf, plotsOf, type Axis, type Plot } from "./axes.ts";
import { markSvg, plotSvg } from "./plot-svg.ts";
import { plotStyle } from "./plot-style.ts";
import { cellText, sweepColumns, sweepRows } from "./rows.ts";

/** Tunable: changes against a baseline that are shown at once. */
const tuned = { changes: 20 } as const;

/** The page of a sweep: what changed, plots along every axis that varies, and all values. */
export function sweepPage(report: SweepReport, comparison?: SweepComparison): string {
  const names = report.systems.map(({ name }) => name);
  const values = sweepValues(report);
  const varying = axesOf(report.plan).filter((axis) => axis.values.length > 1);
  const body = [
    `<style>${plotStyle}</style>`,
    "<h1>Performance over links</h1>",
    `<p>From alice to bob, in two homes behind the NATs ${report.plan.nats.map(text).join(" and ")}, through one access link with this rate, delay and loss in each direction. <a href="#method">Method and limits</a>.</p>`,
    `<p class="quiet">${madeBy(report)}</p>`,
    ...(comparison === undefined ? [] : [changes(comparison)]),
    legend(report),
    ...varying.map((axis) => section(axis, plotsOf(report.plan, axis, values), names)),
    "<h2>All values</h2>",
    table(report),
    missing(report),
    method(report),
  ];
  return page("Performance over links", body.join("\n"));
}

function changes({ changes: all, compared, unmatched }: SweepComparison): string {
  const rest = unmatched > 0 ? ` ${unmatched} are in one of the two only.` : "";
  const rows = all.map(({ is, system, point, what, before, after }) =>
    [is, system, point, what, before, after].map(text),
  );
  const heads = ["change", "system", "link", "what", "before", "after"];
  const [first, more] = [rows.slice(0, tuned.changes), rows.slice(tuned.changes)];
  const folded = more.length === 0 ? "" : `<details><summary>${more.length} more</summary>${plainTable(heads, more)}</details>`; // prettier-ignore
  const body = all.length === 0 ? "" : plainTable(heads, first) + folded;
  return `<h2>Against the baseline</h2><p>${all.length} changes; ${compared} values compared.${rest}</p>${body}`;
}

const legend = ({ systems }: SweepReport): string =>
  `<ul class="legend">${systems.map(({ name, version }, i) => `<li>${markSvg(i)} <b>${text(name)}</b> ${text(version)}</li>`).join("")}</ul>`;

function section(axis: Axis, plots: readonly Plot[], names: readonly string[]): string {
  const [first] = plots;
  const shown = plots.filter(({ values }) => values.length > 0);
  const main = shown.filter(({ metric, fixed }) => fixed === plots.find((plot) => plot.metric === metric)?.fixed);
  const rest = shown.filter((plot) => !main.includes(plot));
  const more = rest.length === 0 ? "" : `<details><summary>Other links and bit rates: ${rest.length} plots</summary>${figures(rest, names)}</details>`; // prettier-ignore
  return first === undefined
    ? ""
    : `<h2 id="by-${axis.name}">By the ${text(axis.title)}</h2>${figures(main, names)}${more}`;
}

const figures = (plots: readonly Plot[], names: readonly string[]): string =>
  `<div class="plots">${plots.map((plot) => `<figure><figcaption>${text(plot.metric.title)}, ${plot.metric.unit}${plot.fixed === "" ? "" : `<br><span class="quiet">${text(plot.fixed)}</span>`}</figcaption>${plotSvg(plot, names)}</figure>`).join("")}</div>`;

function table(report: SweepReport): string {
  const columns = sweepColumns(report);
  const rows = sweepRows(report).map((row) => [
    text(row.system),
    text(pointName(row.point)),
    text(row.path),
    `${row.measured} of ${row.of}`,
    ...columns.map((column) => text(cellText(row, column))),
  ]);
  return plainTable(["system", "link", "path", "measured", ...columns.map(({ title }) => title)], rows);
}

function missing({ missing: all }: SweepReport): string {
  const names = Object.entries(all);
  if (names.length === 0) return "";
  return `<h2>Not measured</h2><ul>${names.map(([name, why]) => `<li><b>${text(name)}</b>: ${text(why)}</li>`).join("")}</ul>`;
}

function method({ plan, trials }: SweepReport): string {
  const late = Math.max(0, ...trials.map(({ link }) => link?.late ?? 0));
  const busy = Math.max(0, ...trials.map(({ pressure }) => pressure ?? 0));
  return `<h2 id="method">Method and limits</h2>
<ul>
<li>Every value is the mean of the repetitions, with the standard deviation between them; bars in the plots are one standard deviation.</li>
<li>UDP is sent at ${plan.loads.map((load) => text(bitsText(load))).join(", ")} for ${plan.time / 1000} s. Loss, latency and jitter are those between the two overlay interfaces, from captured packets; both captures have one clock. Loss of a load that is more than the link's rate is mostly overflow of its queue, which holds 250 ms.</li>
<li>TCP is what the receiving program got in ${plan.time / 1000} s after its first byte, start of the connection included. It uses Reno's congestion control (RFC 5681), which every kernel has.</li>
<li>Round trips are those of pings through the overlay. The path is judged by the bytes at the helper's interface while there was load.</li>
<li>Without a VPN the two homes translate no addresses; everything else is the same.</li>
<li>All processes share one machine. Where its processors are the limit, so are these values: in the busiest trial some program waited for a processor in ${Math.round(100 * busy)} % of the time, and the links' 99th percentile was up to ${late.toFixed(1)} ms late. Compare values of one machine.</li>
</ul>`;
}

const madeBy = ({ tool, machine, plan, started }: SweepReport): string =>
  [
    `${tool.name} ${tool.version}${tool.revision === undefined ? "" : ` (${tool.revision})`}`,
    `Linux ${machine.kernel}`,
    `${plan.repetitions} ${plan.repetitions === 1 ? "repetition" : "repetitions"}`,
    `seed ${plan.seed.toString(16)}`,
    started,
  ]
    .map(text)
    .join(" · ");
