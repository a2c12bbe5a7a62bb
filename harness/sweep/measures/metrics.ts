import type { SweepTrial } from "../json.ts";

/** A number that a trial yields, at one UDP load or as a whole. */
export interface SweepMetric {
  readonly name: string;
  readonly title: string;
  readonly unit: "Mbit/s" | "ms" | "%";
  readonly better: "more" | "less";
  /** A difference below that, in `unit`, is never a change. */
  readonly floor: number;
  /** Undefined = it was not measured. Metrics of a whole trial ignore `load`. */
  readonly of: (trial: SweepTrial, load: number) => number | undefined;
  /** Has a value for each UDP load. */
  readonly perLoad: boolean;
}

const udp = ({ udp: all }: SweepTrial, load: number) => all.find((one) => one.load === load);
const mega = (bits: number | undefined): number | undefined => (bits === undefined ? undefined : bits / 1e6);

export const metrics: readonly SweepMetric[] = [
  {
    name: "udp-delivered",
    title: "UDP delivered",
    unit: "Mbit/s",
    better: "more",
    floor: 0.1,
    perLoad: true,
    of: (trial, load) => mega(udp(trial, load)?.delivered),
  },
  {
    name: "udp-lost",
    title: "UDP lost",
    unit: "%",
    better: "less",
    floor: 1,
    perLoad: true,
    of(trial, load) {
      const flow = udp(trial, load);
      return flow === undefined || flow.sent === 0 ? undefined : 100 * (1 - flow.arrived / flow.sent);
    },
  },
  {
    name: "udp-latency",
    title: "UDP one-way latency, median",
    unit: "ms",
    better: "less",
    floor: 2,
    perLoad: true,
    of: (trial, load) => udp(trial, load)?.latency?.median,
  },
  {
    name: "udp-latency-p95",
    title: "UDP one-way latency, 95th percentile",
    unit: "ms",
    better: "less",
    floor: 5,
    perLoad: true,
    of: (trial, load) => udp(trial, load)?.latency?.p95,
  },
  {
    name: "udp-jitter",
    title: "UDP jitter",
    unit: "ms",
    better: "less",
    floor: 1,
    perLoad: true,
    of: (trial, load) => udp(trial, load)?.jitter,
  },
  {
    name: "udp-round-trip",
    title: "Round trip beside UDP, median",
    unit: "ms",
    better: "less",
    floor: 4,
    perLoad: true,
    of: (trial, load) => udp(trial, load)?.pings.time?.median,
  },
  {
    name: "tcp",
    title: "TCP throughput",
    unit: "Mbit/s",
    better: "more",
    floor: 0.1,
    perLoad: false,
    of: (trial) => mega(trial.tcp?.bitrate),
  },
  {
    name: "tcp-round-trip",
    title: "Round trip beside TCP, median",
    unit: "ms",
    better: "less",
    floor: 4,
    perLoad: false,
    of: (trial) => trial.tcp?.pings.time?.median,
  },
  {
    name: "idle-round-trip",
    title: "Round trip without load, median",
    unit: "ms",
    better: "less",
    floor: 2,
    perLoad: false,
    of: (trial) => trial.idle?.time?.median,
  },
];

export const valueText = (value: number, unit: SweepMetric["unit"]): string =>
  `${Number(value.toPrecision(3))} ${unit}`;
