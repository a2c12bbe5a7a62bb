import { alignColumns, type TextCell } from "../../report/text/columns.ts";
import type { Style } from "../../report/text/style.ts";
import type { SweepComparison } from "../compare.ts";
import type { SweepReport, SweepTrial } from "../json.ts";
import { bitsText, pointName } from "../points.ts";
import { cellText, sweepColumns, sweepRows } from "./rows.ts";

/** What a terminal has room for. */
const shown = ["udp-delivered", "udp-lost", "tcp", "idle-round-trip"];

/** One row per system and link. */
export function renderSweep(report: SweepReport, style: Style, width?: number): string {
  const columns = sweepColumns(report, shown);
  const titles = ["", "link", "path", ...columns.map(({ title }) => title)];
  const head = titles.map((text): TextCell => ({ text, paint: (one) => style.dim(one) }));
  const rows = sweepRows(report).map((row): TextCell[] => [
    { text: row.system },
    { text: pointName(row.point) },
    { text: row.path },
    ...columns.map((column): TextCell => ({ text: cellText(row, column) })),
  ]);
  const missing = Object.entries(report.missing).map(([name, why]) => `  not measured: ${name}: ${why}`);
  return [
    ...alignColumns([head, ...rows], { width, titled: true }),
    ...(missing.length > 0 ? ["", ...missing] : []),
  ].join("\n");
}

/** A trial in a few words, for who waits. */
export function trialSentence({ outcome, why = "", path, tcp, udp }: SweepTrial): string {
  if (outcome !== "measured") return `${outcome}: ${why.split("\n")[0]}`;
  const most = udp.reduce((best, { delivered }) => Math.max(best, delivered), 0);
  const parts = [
    ...(path === undefined ? [] : [path === "both" ? "partly relayed" : path]),
    ...(tcp === undefined ? [] : [`TCP ${bitsText(tcp.bitrate)}`]),
    ...(udp.length === 0 ? [] : [`UDP up to ${bitsText(most)}`]),
  ];
  return parts.join(", ");
}

export function renderComparison({ changes, compared, unmatched }: SweepComparison, style: Style): string {
  const lines = changes.map(({ is, system, point, what, before, after }) => {
    const mark = is === "worse" ? style.red("worse ") : style.green("better");
    return `${mark} ${system}, ${point}: ${what}: ${before} → ${after}`;
  });
  const rest = unmatched > 0 ? `; ${unmatched} are in one of the two sweeps only` : "";
  return [...lines, `baseline: ${lines.length} changes; ${compared} values compared${rest}`].join("\n");
}

/** The closing line, which CI reads. */
export function renderSweepSummary({ trials, missing }: SweepReport): string {
  const kinds = ["measured", "unreachable", "inconclusive", "unsupported"] as const;
  const counts = kinds.map((kind) => [kind, trials.filter(({ outcome }) => outcome === kind).length] as const);
  const said = counts
    .filter(([kind, count]) => count > 0 || kind === "measured")
    .map(([kind, count]) => `${count} ${kind}`);
  const absent = Object.keys(missing).length;
  return `sweep: ${trials.length} trials: ${said.join(", ")}${absent > 0 ? `; ${absent} systems not installed` : ""}`;
}
