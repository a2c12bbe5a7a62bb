import type { Impairment, Link, Queue } from "../link.ts";
import { meanBurstLength, meanBurstLoss } from "./burst-loss.ts";

/** For display: `10 ms loss 5 %`, `0 ms` for a plain cable. */
export function describeLink({ up, down }: Link): string {
  const [there, back] = [describeImpairment(up), describeImpairment(down)];
  return there === back ? there : `${there} up, ${back} down`;
}

/** One direction. */
export function describeImpairment(impairment: Impairment): string {
  const { delay, jitter, rate } = impairment;
  const first = [`${delay} ms`, jitter > 0 && `± ${jitter} ms`];
  return [...first, ...otherWords(impairment), rate !== undefined && rateText(rate), queueWord(impairment)]
    .filter((word) => word !== false)
    .join(" ");
}

/** Everything but delay, jitter, rate and queue, as words. */
export function otherWords({ loss, burstLoss, reorder, duplicate, corrupt, mtu }: Impairment): readonly string[] {
  return [
    loss > 0 && `loss ${shareText(loss)}`,
    burstLoss && `loss in bursts ${shareText(meanBurstLoss(burstLoss))} × ${short(meanBurstLength(burstLoss))}`,
    reorder && `reordered ${shareText(reorder.share)} by ${reorder.by} ms`,
    duplicate !== undefined && `duplicated ${shareText(duplicate)}`,
    corrupt !== undefined && `corrupted ${shareText(corrupt)}`,
    mtu && `MTU ${mtu.bytes}${mtu.errors === "sent" ? "" : ", a black hole"}`,
  ].filter((word) => typeof word === "string");
}

const queueWord = ({ queue }: Impairment): string | false => queue !== undefined && `queue ${queueText(queue)}`;

export const queueText = (queue: Queue): string =>
  "time" in queue ? `${queue.time} ms` : `${short(queue.bytes / 1000)} kB`;

const rateText = (rate: number): string =>
  rate >= 1e6 ? `${short(rate / 1e6)} Mbit/s` : rate >= 1000 ? `${short(rate / 1000)} kbit/s` : `${rate} bit/s`;

/** `5 %`, `0.25 %` */
const shareText = (share: number): string => `${short(share * 100)} %`;

const short = (value: number): number => Number(value.toPrecision(3));
