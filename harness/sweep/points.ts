import { twoHomes } from "../../topologies/two-homes.ts";
import { namedNat } from "../topology/nat/presets.ts";
import type { Topology } from "../topology/topology.ts";
import type { Point, SweepPlan } from "./json.ts";

/** Every link of a plan: rate by rate, then delay by delay, then loss by loss. */
export const pointsOf = ({ rates, delays, losses }: SweepPlan): readonly Point[] =>
  rates.flatMap((rate) =>
    delays.flatMap((delay) => losses.map((loss): Point => ({ ...(rate !== null && { rate }), delay, loss }))),
  );

/** Names a folder, and a point in messages. */
export const pointName = ({ rate, delay, loss }: Point): string =>
  [rate === undefined ? "any rate" : bitsText(rate), `${delay} ms`, `${lossText(loss)} loss`].join(", ");

/**
 * Two homes behind these NATs; only the access link of one of them does anything to packets, so that a direct path and a
 * relayed one cross it once each way. Throws nothing: the plan's names were checked.
 */
export function sweepNetwork(point: Point, [natA, natB]: SweepPlan["nats"]): Topology {
  const { rate, delay, loss } = point;
  return twoHomes({
    natA: namedNat(natA)!,
    natB: namedNat(natB)!,
    linkA: { delay, loss, ...(rate !== undefined && { rate }) },
  });
}

/** 20 Mbit/s, 512 kbit/s */
export function bitsText(bits: number): string {
  if (bits >= 1e6) return `${Number((bits / 1e6).toPrecision(3))} Mbit/s`;
  return `${Number((bits / 1e3).toPrecision(3))} kbit/s`;
}

/** 1.5 % */
export const lossText = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
