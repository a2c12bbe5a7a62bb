import type { Duration } from "../../../src/base/instant.ts";
import type { Impairment, Queue } from "../link.ts";
import { burstDispersion, meanBurstLoss } from "./burst-loss.ts";

/** Of a link that names no queue. */
export const usualQueue: Queue = { time: 250 as Duration };

/** The fraction of packets that do not arrive as they were sent: lost, or with a wrong bit. */
export const lossOf = ({ loss, burstLoss, corrupt = 0 }: Impairment): number =>
  1 - (1 - loss) * (1 - (burstLoss ? meanBurstLoss(burstLoss) : 0)) * (1 - corrupt);

/** How many packets say as much about the loss as one does where losses are independent; at least 1. */
export function dispersionOf(impairment: Impairment): number {
  const { burstLoss } = impairment;
  if (burstLoss === undefined) return 1;
  const [whole, bursts] = [lossOf(impairment), meanBurstLoss(burstLoss)];
  if (whole === 0 || whole === 1) return 1;
  const arrives = (1 - whole) / (1 - bursts);
  // Only the bursts are correlated; the other losses thin them out.
  const correlated = (burstDispersion(burstLoss) - 1) * bursts * (1 - bursts) * arrives ** 2;
  return 1 + correlated / (whole * (1 - whole));
}

/** The longest time that a frame may wait for its turn. */
export function queueTime({ rate, queue = usualQueue }: Impairment): Duration {
  if (rate === undefined) return 0 as Duration;
  return "time" in queue ? queue.time : (((queue.bytes * 8000) / rate) as Duration);
}

/** The longest time a packet may take. */
export const slowestOf = (impairment: Impairment): Duration =>
  (impairment.delay + impairment.jitter + (impairment.reorder?.by ?? 0) + queueTime(impairment)) as Duration;

/** What no queue adds to, and no chance: `slowestOf` without the queue. */
export const slowestIdle = ({ delay, jitter, reorder }: Impairment): Duration =>
  (delay + jitter + (reorder?.by ?? 0)) as Duration;
