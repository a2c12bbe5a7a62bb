import { meanBurstLength, meanBurstLoss } from "../../topology/impairment/burst-loss.ts";
import { dispersionOf, lossOf } from "../../topology/impairment/totals.ts";
import type { BurstLoss, Impairment } from "../../topology/link.ts";

/**
 * Tunable. `risk`: the probability that a sound cable is called different, for each impairment of each direction; `zRisk`, `z95`:
 * quantiles of the normal distribution for that and for 95 %. `noticed`: the relative difference that is noticed, and for which
 * as many packets are needed. `queue`: how much shorter and longer than asked it may be, milliseconds, how many packets must
 * have found no room, how many are sent for that, and at what rate, bits per second, they fill a line.
 */
export const tuned = {
  risk: 1e-4,
  zRisk: 3.89,
  z95: 1.96,
  noticed: 0.5,
  queue: { short: { share: 0.1, plus: 3 }, long: { plus: 25 }, overflowed: 5, packets: 1000, fills: 2e6 },
} as const;

const squares = (tuned.zRisk / tuned.noticed) ** 2;

/** How many packets distinguish a share of them from half as many, or half as many again. */
export const packetsForShare = (share: number, dispersion = 1): number =>
  Math.ceil(((squares * (1 - share)) / share) * dispersion);

/** The same for the mean length of rows of losses: lengths vary no more than geometrically. */
export const burstsNeeded = Math.ceil(squares);

/** Whether packets are sent to fill its queue. What overflows is lost, and not by chance. */
export const isFilled = ({ rate }: Impairment): boolean => rate !== undefined && rate <= tuned.queue.fills;

/** The losses of a direction as one process: independent ones happen in both states. */
export function lossesOf(asked: Impairment): BurstLoss {
  const burstLoss = asked.burstLoss ?? { p: 1, r: 1, h: 1, k: 1 };
  const arrives = (1 - lossOf(asked)) / (1 - meanBurstLoss(burstLoss));
  return { ...burstLoss, h: burstLoss.h * arrives, k: burstLoss.k * arrives };
}

/** How many packets are needed for all that was asked of one direction; 0 = nothing was. */
export function packetsNeeded(asked: Impairment): number {
  const loss = lossOf(asked);
  const whole = !isFilled(asked);
  return Math.max(
    0,
    ...(whole && loss > 0 ? [packetsForShare(loss, dispersionOf(asked))] : []),
    ...(whole && asked.burstLoss ? [(burstsNeeded * meanBurstLength(lossesOf(asked))) / loss] : []),
    ...[asked.reorder?.share, asked.duplicate, asked.corrupt].map((share) =>
      share === undefined ? 0 : packetsForShare(share) / (1 - loss),
    ),
    whole ? 0 : tuned.queue.packets,
  );
}
