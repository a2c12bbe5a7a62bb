import type { SweepPlan } from "../json.ts";
import { metrics, type SweepMetric } from "../measures/metrics.ts";
import { bitsText, lossText } from "../points.ts";
import type { SweepValue } from "../measures/series.ts";

/** Something that a sweep varies. */
export interface Axis {
  readonly name: string;
  /** As in "by the …". */
  readonly title: string;
  readonly unit: string;
  /** In `unit`; NaN = unlimited. */
  readonly values: readonly number[];
  readonly text: (value: number) => string;
  /** NaN where a value has none. */
  readonly of: (value: SweepValue) => number;
}

/** Those of a plan, whether they vary or not. */
export const axesOf = ({ loads, losses, delays, rates }: SweepPlan): readonly Axis[] => [
  {
    name: "load",
    title: "bit rate of UDP",
    unit: "Mbit/s",
    values: loads.map((load) => load / 1e6),
    text: (load) => bitsText(load * 1e6),
    of: ({ load }) => (load ?? NaN) / 1e6,
  },
  {
    name: "loss",
    title: "loss of the link",
    unit: "%",
    values: losses.map((loss) => loss * 100),
    text: (loss) => `${lossText(loss / 100)} loss`,
    of: ({ point }) => point.loss * 100,
  },
  {
    name: "delay",
    title: "delay of the link",
    unit: "ms",
    values: delays,
    text: (delay) => `${delay} ms`,
    of: ({ point }) => point.delay,
  },
  {
    name: "rate",
    title: "rate of the link",
    unit: "Mbit/s",
    values: rates.map((rate) => (rate ?? NaN) / 1e6),
    text: (rate) => (Number.isNaN(rate) ? "any rate" : bitsText(rate * 1e6)),
    of: ({ point }) => (point.rate ?? NaN) / 1e6,
  },
];

/** One picture: a metric along one axis, where everything else stays as it is. */
export interface Plot {
  readonly metric: SweepMetric;
  readonly axis: Axis;
  /** What stays, in words; empty if nothing else varies. */
  readonly fixed: string;
  readonly values: readonly SweepValue[];
}

/** Every picture of one axis; those in which the others have their first value come first. */
export function plotsOf(plan: SweepPlan, axis: Axis, all: readonly SweepValue[]): readonly Plot[] {
  const others = axesOf(plan).filter(({ name }) => name !== axis.name);
  return metrics
    .filter(({ perLoad }) => perLoad || axis.name !== "load")
    .flatMap((metric) => {
      const fixing = others.filter(({ name }) => metric.perLoad || name !== "load");
      return combinations(fixing).map((fixed): Plot => {
        const values = all.filter(
          (value) => value.metric === metric && fixed.every((one) => Object.is(one.axis.of(value), one.value)),
        );
        const said = fixed.filter((one) => one.axis.values.length > 1).map((one) => one.axis.text(one.value));
        return { metric, axis, fixed: said.join(", "), values };
      });
    });
}

interface Fixed {
  readonly axis: Axis;
  readonly value: number;
}

const combinations = (axes: readonly Axis[]): readonly (readonly Fixed[])[] =>
  axes.reduce<readonly (readonly Fixed[])[]>(
    (all, axis) => all.flatMap((before) => axis.values.map((value) => [...before, { axis, value }])),
    [[]],
  );
