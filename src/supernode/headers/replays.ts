import { accept, cappedStamp, isLater, type Stamp } from "../../seal/stamps/stamp.ts";
import type { Arrival } from "./arrival.ts";

/** The state of the stamps of an edge or of another supernode. */
export interface Stamped {
  /** The largest, limited by what its clock can be (see `cappedStamp`). */
  stamp?: Stamp | undefined;
  readonly ahead?: number | undefined;
  /** The last ones above that limit. */
  beyond?: readonly Stamp[] | undefined;
}

/** Whether an encrypted message is late or a replay, for the node it names (§8.3); plain ones have no stamp. */
export function isReplay({ stamp, now }: Arrival, previous: Stamp | undefined, order: "strict" | "loose"): boolean {
  return stamp !== undefined && accept(stamp, previous, now, order === "loose") === undefined;
}

/** The same for a message without a token: a forged stamp must not shut the node out. */
export function isRepeated(node: Stamped, arrival: Arrival, order: "strict" | "loose"): boolean {
  const { stamp } = arrival;
  const isBeyond =
    order === "strict" && node.beyond?.some(({ high, low }) => high === stamp?.high && low === stamp.low);
  return isBeyond === true || isReplay(arrival, node.stamp, order);
}

/** Call once the message has passed all checks: a forged one must not shut the real node out. */
export function remember(node: Stamped, { stamp, now }: Pick<Arrival, "stamp" | "now">): void {
  if (stamp === undefined) return;
  const capped = cappedStamp(stamp, node.ahead, now);
  if (capped !== stamp) node.beyond = [...(node.beyond ?? []), stamp].slice(-beyondMax);
  if (node.stamp === undefined || isLater(capped, node.stamp)) node.stamp = capped;
}

/** Ours to choose. */
const beyondMax = 16;
