import type { Point, SweepReport } from "../json.ts";
import { metrics, valueText, type SweepMetric } from "../measures/metrics.ts";
import { bitsText, pointsOf } from "../points.ts";
import { isSamePoint, pathsTaken, sweepValues, type SweepValue } from "../measures/series.ts";
import type { MeanSpread } from "../measures/statistics.ts";

/** What is shown of one system over one link. */
export interface SweepRow {
  readonly system: string;
  readonly point: Point;
  /** The paths taken, or why there is no measurement. */
  readonly path: string;
  /** How many repetitions were measured, of how many. */
  readonly measured: number;
  readonly of: number;
  readonly values: readonly SweepValue[];
}

/** One row per system and link, those of one link together. */
export function sweepRows(report: SweepReport): readonly SweepRow[] {
  const all = sweepValues(report);
  return pointsOf(report.plan).flatMap((point) =>
    report.systems.flatMap(({ name: system }): SweepRow[] => {
      const trials = report.trials.filter((one) => one.system === system && isSamePoint(one.point, point));
      if (trials.length === 0) return [];
      const measured = trials.filter(({ outcome }) => outcome === "measured");
      const other = trials.find(({ outcome }) => outcome !== "measured");
      const words = [pathsTaken(measured), ...(other === undefined ? [] : [other.outcome])].filter(
        (word) => word !== "",
      );
      return [
        {
          system,
          point,
          path: words.join(", "),
          measured: measured.length,
          of: trials.length,
          values: all.filter((value) => value.system === system && isSamePoint(value.point, point)),
        },
      ];
    }),
  );
}

/** A column of every table: a metric, at one load if it has several. */
export interface SweepColumn {
  readonly title: string;
  readonly metric: SweepMetric;
  readonly load?: number;
}

/** `only`: names of metrics; absent = all. */
export const sweepColumns = ({ plan }: SweepReport, only?: readonly string[]): readonly SweepColumn[] =>
  metrics
    .filter(({ name }) => only?.includes(name) !== false)
    .flatMap((metric): SweepColumn[] =>
      metric.perLoad
        ? plan.loads.map((load) => ({ title: `${metric.title} at ${bitsText(load)}`, metric, load }))
        : [{ title: metric.title, metric }],
    );

/** Empty = not measured. */
export function cellText({ values }: SweepRow, { metric, load }: SweepColumn): string {
  const found = values.find((value) => value.metric === metric && value.load === load);
  return found === undefined ? "" : summaryText(found.summary, metric.unit);
}

/** 12.3 ± 0.4 ms: mean and standard deviation. */
export function summaryText({ mean, deviation }: MeanSpread, unit: SweepMetric["unit"]): string {
  if (deviation === undefined) return valueText(mean, unit);
  return `${Number(mean.toPrecision(3))} ± ${Number(deviation.toPrecision(2))} ${unit}`;
}
