import { bitsText, pointName } from "./points.ts";
import { pathsTaken, sweepValues, isSamePoint, type SweepValue } from "./measures/series.ts";
import type { SweepReport, SweepTrial } from "./json.ts";
import { valueText } from "./measures/metrics.ts";
import { noiseBetween } from "./measures/statistics.ts";

export interface SweepChange {
  readonly system: string;
  readonly point: string;
  /** Title of the metric with its load, or what else changed. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly is: "worse" | "better";
}

export interface SweepComparison {
  /** Worse first. */
  readonly changes: readonly SweepChange[];
  /** How many values both have, and how many only one of them has. */
  readonly compared: number;
  readonly unmatched: number;
}

/**
 * What differs between two sweeps. A value has changed if its mean differs by more than `threshold` (0.1 = 10 %) of the
 * earlier one, by more than the metric's floor, and, where both have repetitions, by more than chance explains.
 */
export function compareSweeps(before: SweepReport, after: SweepReport, threshold: number): SweepComparison {
  const earlier = new Map(sweepValues(before).map((value) => [keyOf(value), value]));
  const later = sweepValues(after);
  const pairs = later.flatMap((value) => {
    const old = earlier.get(keyOf(value));
    return old === undefined ? [] : [[old, value] as const];
  });
  const changes = [
    ...outcomeChanges(before, after),
    ...pairs.flatMap(([old, value]) => valueChange(old, value, threshold) ?? []),
  ];
  return {
    changes: [...changes.filter(({ is }) => is === "worse"), ...changes.filter(({ is }) => is === "better")],
    compared: pairs.length,
    unmatched: later.length + earlier.size - 2 * pairs.length,
  };
}

const keyOf = ({ system, point, metric, load }: SweepValue): string =>
  `${system}/${pointName(point)}/${metric.name}/${load ?? ""}`;

function valueChange(old: SweepValue, value: SweepValue, threshold: number): SweepChange | undefined {
  const { metric, load } = value;
  const difference = value.summary.mean - old.summary.mean;
  const least = Math.max(
    threshold * Math.abs(old.summary.mean),
    metric.floor,
    noiseBetween(old.summary, value.summary) ?? 0,
  );
  if (Math.abs(difference) <= least) return undefined;
  return {
    system: value.system,
    point: pointName(value.point),
    what: load === undefined ? metric.title : `${metric.title} at ${bitsText(load)}`,
    before: valueText(old.summary.mean, metric.unit),
    after: valueText(value.summary.mean, metric.unit),
    is: difference > 0 === (metric.better === "more") ? "better" : "worse",
  };
}

/** From good to bad. */
const paths = ["direct", "partly relayed", "relayed"];

/** A system that is no longer reached, or no longer directly. */
function outcomeChanges(before: SweepReport, after: SweepReport): SweepChange[] {
  const cells = new Map(after.trials.map((one) => [`${one.system} ${pointName(one.point)}`, one]));
  return [...cells.values()].flatMap(({ system, point }): SweepChange[] => {
    const of = ({ trials }: SweepReport) =>
      trials.filter((one) => one.system === system && isSamePoint(one.point, point));
    const [old, now] = [of(before), of(after)];
    if (!old.some(isAnswer) || !now.some(isAnswer)) return [];
    const change = (what: string, earlier: string, later: string, is: SweepChange["is"]): SweepChange => {
      return { system, point: pointName(point), what, before: earlier, after: later, is };
    };
    const [reached, reaches] = [old, now].map(share);
    if (reached !== reaches)
      return [change("repetitions that were answered", shareText(reached!), shareText(reaches!), reaches! < reached! ? "worse" : "better")]; // prettier-ignore
    const [took, takes] = [old, now].map(pathsTaken);
    const [a, b] = [paths.indexOf(took!), paths.indexOf(takes!)];
    if (took === takes || a < 0 || b < 0) return [];
    return [change("path", took!, takes!, b > a ? "worse" : "better")];
  });
}

const isAnswer = ({ outcome }: SweepTrial): boolean => outcome === "measured" || outcome === "unreachable";

function share(trials: readonly SweepTrial[]): number {
  const answers = trials.filter(isAnswer);
  return answers.filter(({ outcome }) => outcome === "measured").length / answers.length;
}

const shareText = (value: number): string => `${Math.round(100 * value)} %`;
