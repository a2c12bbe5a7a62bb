import type { Point, SweepReport, SweepTrial } from "../json.ts";
import { metrics, type SweepMetric } from "./metrics.ts";
import { pointName, pointsOf } from "../points.ts";
import { summarize, type MeanSpread } from "./statistics.ts";

/** One metric of one system over one link, at one load if it has several: all repetitions together. */
export interface SweepValue {
  readonly system: string;
  readonly point: Point;
  readonly metric: SweepMetric;
  /** Bits per second; absent for metrics of a whole trial. */
  readonly load?: number;
  readonly summary: MeanSpread;
}

/** Everything that was measured, in the order of systems, points, metrics and loads. */
export function sweepValues({
  systems,
  plan,
  trials,
}: Pick<SweepReport, "systems" | "plan" | "trials">): readonly SweepValue[] {
  const measured = trials.filter(({ outcome }) => outcome === "measured");
  return systems.flatMap(({ name: system }) =>
    pointsOf(plan).flatMap((point) => {
      const here = measured.filter((trial) => trial.system === system && isSamePoint(trial.point, point));
      return metrics.flatMap((metric) => {
        const loads = metric.perLoad ? plan.loads : [undefined];
        return loads.flatMap((load): SweepValue[] => {
          const summary = summarize(here.flatMap((trial) => metric.of(trial, load ?? 0) ?? []));
          return summary === undefined ? [] : [{ system, point, metric, summary, ...(load !== undefined && { load }) }];
        });
      });
    }),
  );
}

export const isSamePoint = (a: Point, b: Point): boolean => pointName(a) === pointName(b);

/** The paths that the measured repetitions took, each once, in words. */
export function pathsTaken(trials: readonly SweepTrial[]): string {
  const paths = trials.flatMap(({ path }) => path ?? []);
  return [...new Set(paths)].map((path) => (path === "both" ? "partly relayed" : path)).join(", ");
}
