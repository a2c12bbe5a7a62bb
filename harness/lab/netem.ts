import { queueTime } from "../topology/impairment/totals.ts";
import type { Impairment } from "../topology/link.ts";

/** Tunable: bytes of a packet, to turn the time that a queue holds into netem's number of packets. */
const tuned = { packet: 1500 } as const;

/** Arguments of tc-netem(8) for one direction: as near as it comes. What is missing, `lackingInNetem` says. */
export function netemWords(impairment: Impairment): readonly string[] {
  const { delay, jitter, loss, burstLoss, reorder, duplicate, corrupt, rate, queue } = impairment;
  const bursts = burstLoss && [burstLoss.p, burstLoss.r, 1 - burstLoss.h, 1 - burstLoss.k].map(percent).join(" ");
  return [
    `delay ${delay + (reorder?.by ?? 0)}ms ${jitter}ms`,
    bursts === undefined ? `loss ${percent(loss)}` : `loss gemodel ${bursts}`,
    ...(reorder === undefined ? [] : [`reorder ${percent(1 - reorder.share)}`]),
    ...(duplicate === undefined ? [] : [`duplicate ${percent(duplicate)}`]),
    ...(corrupt === undefined ? [] : [`corrupt ${percent(corrupt)}`]),
    ...(rate === undefined ? [] : [`rate ${rate}bit`]),
    ...(queue === undefined || rate === undefined ? [] : [`limit ${packetsOf(impairment, rate)}`]),
  ];
}

/** What netem cannot do of it, or does differently: one line each. */
export function lackingInNetem({ delay, loss, burstLoss, reorder, mtu }: Impairment): readonly string[] {
  return [
    ...(burstLoss !== undefined && loss > 0
      ? [`no independent loss of ${percent(loss)} beside the one in bursts`]
      : []),
    ...(mtu === undefined ? [] : [`no MTU of ${mtu.bytes}`]),
    // netem sends the packets that overtake at once; the others have the delay.
    ...(reorder !== undefined && delay > 0 ? [`packets that overtake have no delay instead of ${delay} ms`] : []),
  ];
}

/** netem counts packets that are under way too. */
const packetsOf = (impairment: Impairment, rate: number): number =>
  Math.max(1, Math.ceil(((queueTime(impairment) + impairment.delay) * rate) / 8000 / tuned.packet));

const percent = (share: number): string => `${Number((share * 100).toPrecision(6))}%`;
