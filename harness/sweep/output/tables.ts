import type { SweepComparison } from "../compare.ts";
import type { SweepReport } from "../json.ts";
import { metrics } from "../measures/metrics.ts";
import { pointName } from "../points.ts";
import { cellText, sweepColumns, sweepRows } from "./rows.ts";

/** For a repository or a job's summary. */
export function sweepMarkdown(report: SweepReport, comparison?: SweepComparison): string {
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text) => text.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  const rule = (count: number) => line(Array.from({ length: count }, () => "---"));
  const columns = sweepColumns(report);
  const titles = ["system", "link", "path", ...columns.map(({ title }) => title)];
  const rows = sweepRows(report).map((row) =>
    line([row.system, pointName(row.point), row.path, ...columns.map((column) => cellText(row, column))]),
  );
  const { repetitions } = report.plan;
  const missing = Object.entries(report.missing).map(([name, why]) => `- ${name}: ${why}`);
  return [
    "# Performance over links",
    `${repetitions} ${repetitions === 1 ? "repetition" : "repetitions"}, mean ± standard deviation; ${report.started}, ${report.tool.name} ${report.tool.version}, Linux ${report.machine.kernel}.`,
    [line(titles), rule(titles.length), ...rows].join("\n"),
    ...(comparison === undefined ? [] : [comparisonMarkdown(comparison, line, rule)]),
    ...(missing.length > 0 ? [`Not measured:\n\n${missing.join("\n")}`] : []),
    "",
  ].join("\n\n");
}

function comparisonMarkdown(
  { changes, compared, unmatched }: SweepComparison,
  line: (texts: readonly string[]) => string,
  rule: (count: number) => string,
): string {
  const rest = unmatched > 0 ? ` ${unmatched} are in one of the two only.` : "";
  const head = `## Against the baseline\n\n${changes.length} changes; ${compared} values compared.${rest}`;
  if (changes.length === 0) return head;
  const rows = changes.map(({ is, system, point, what, before, after }) =>
    line([is, system, point, what, before, after]),
  );
  return [head, "", line(["", "system", "link", "what", "before", "after"]), rule(6), ...rows].join("\n");
}

/** RFC 4180, one line per number of each repetition. */
export function sweepCsv({ trials, plan }: SweepReport): string {
  const head = [
    "system",
    "rate bit/s",
    "delay ms",
    "loss",
    "load bit/s",
    "repetition",
    "path",
    "metric",
    "value",
    "unit",
  ];
  const rows = trials.flatMap((trial) =>
    metrics.flatMap((metric) =>
      (metric.perLoad ? plan.loads : [undefined]).flatMap((load) => {
        const value = trial.outcome === "measured" ? metric.of(trial, load ?? 0) : undefined;
        if (value === undefined) return [];
        const { system, point, repetition, path = "" } = trial;
        return [
          [
            system,
            point.rate ?? "unlimited",
            point.delay,
            point.loss,
            load ?? "",
            repetition,
            path,
            metric.name,
            value,
            metric.unit,
          ],
        ];
      }),
    ),
  );
  return [head, ...rows].map((row) => `${row.map((cell) => quoted(String(cell))).join(",")}\r\n`).join("");
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
