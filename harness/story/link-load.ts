import { milliseconds, type Duration } from "../../src/base/instant.ts";
import { isFilled, packetsNeeded } from "../expect/links/needed.ts";
import { lossOf } from "../topology/impairment/totals.ts";
import type { Impairment } from "../topology/link.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import { load } from "./story-plan.ts";

/** Tunable. `spare`: a margin, because chance may bring less than the mean; `patience`: a multiple of the time to send them. */
const tuned = { spare: 1.3, patience: 3, least: 5000 } as const;

/** How many echoes each impaired cable needs until everything about it is measured, and how long that may take. */
export function linkLoad(topology: Topology): { readonly count: number; readonly within: Duration } {
  const counts = [...walk(topology)].map(({ node: { link } }) => {
    // What goes down answers what came up.
    return Math.max(packetsNeeded(link.up), packetsNeeded(link.down) / (1 - lossOf(link.up)) / passing(link.up));
  });
  const count = Math.ceil(Math.max(...counts) * tuned.spare);
  return { count, within: milliseconds(Math.max(count * load.interval * tuned.patience, tuned.least)) };
}

/** The share of echoes that a line has room for. */
const passing = (up: Impairment): number => (isFilled(up) ? Math.min(1, up.rate! / fillingRate) : 1);

/** Bits per second. */
const fillingRate = (load.processes * (load.longest + load.headers) * 8000) / load.interval;

/** Something about it is to be measured that has to do with more than time. */
export const needsLoad = (impairment: Impairment): boolean => packetsNeeded(impairment) > 0;
