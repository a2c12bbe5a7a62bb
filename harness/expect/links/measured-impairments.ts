import type { LinkMeasurement } from "../../evidence/journeys/link-quality.ts";
import { meanBurstLength } from "../../topology/impairment/burst-loss.ts";
import { dispersionOf, lossOf, queueTime } from "../../topology/impairment/totals.ts";
import type { Impairment } from "../../topology/link.ts";
import { plausibleLosses } from "../loss/binomial.ts";
import { wilson } from "../loss/wilson.ts";
import { burstsNeeded, isFilled, lossesOf, packetsForShare, tuned } from "./needed.ts";

export const impairmentKinds = ["loss", "burst length", "reordered", "duplicated", "corrupted", "queue"] as const;

/** One impairment of one direction of a cable, measured beside asked. */
export interface MeasuredImpairment {
  readonly what: (typeof impairmentKinds)[number];
  /** Shares are 0 to 1, a burst's length is in packets, a queue's in milliseconds. */
  readonly asked: number;
  readonly measured: number;
  /** A 95 % interval for what was really asked for; of a queue, what is still as asked. */
  readonly least: number;
  readonly most: number;
  /** How many packets or bursts this is from. */
  readonly of: number;
  readonly is: "as asked" | "different" | "too few";
}

/** Everything that was asked of it but delay and jitter. */
export function measuredImpairments({
  asked,
  counts,
}: Pick<LinkMeasurement, "asked" | "counts">): readonly MeasuredImpairment[] {
  const { sent, arrived, rows, reorder, duplicated, damaged, longestWait } = counts;
  const [loss, dispersion] = [lossOf(asked), dispersionOf(asked)];
  const isByChance = asked.rate === undefined || (!isFilled(asked) && longestWait < queueTime(asked) / 2);
  const all: (MeasuredImpairment | undefined)[] = [
    // What overflows a queue is lost too, and not by chance.
    loss > 0 && isByChance ? share("loss", loss, sent - arrived, sent, dispersion) : undefined,
    asked.burstLoss !== undefined && isByChance ? burstLength(asked, rows) : undefined,
    asked.reorder &&
      share("reordered", reorder.expected / (reorder.eligible || NaN), reorder.overtaken, reorder.eligible),
    asked.duplicate === undefined ? undefined : share("duplicated", asked.duplicate, duplicated, arrived),
    asked.corrupt === undefined ? undefined : share("corrupted", asked.corrupt, damaged, arrived + damaged),
    isFilled(asked) ? queueLength(asked, counts) : undefined,
  ];
  return all.filter((one) => one !== undefined);
}

function share(
  what: MeasuredImpairment["what"],
  asked: number,
  count: number,
  of: number,
  dispersion = 1,
): MeasuredImpairment {
  const { least, most } = wilson(count / dispersion, of / dispersion);
  const measured = { what, asked, measured: of === 0 ? NaN : count / of, least, most, of };
  if (!(of >= packetsForShare(asked, dispersion))) return { ...measured, is: "too few" };
  const plausible = plausibleLosses(of, asked, tuned.risk / 2, dispersion);
  return { ...measured, is: count < plausible.least || count > plausible.most ? "different" : "as asked" };
}

/** By the central limit theorem: the mean of many rows of losses, whose standard deviation is that of the rows. */
function burstLength(
  asked: Impairment,
  { count, lost, squares }: LinkMeasurement["counts"]["rows"],
): MeasuredImpairment {
  const expected = meanBurstLength(lossesOf(asked));
  const mean = lost / count;
  const error = Math.sqrt(Math.max(0, squares / count - mean ** 2) / (count - 1));
  const { z95, zRisk } = tuned;
  const measured = { what: "burst length", asked: expected, measured: mean, least: Math.max(1, mean - z95 * error), most: mean + z95 * error, of: count } as const; // prettier-ignore
  if (count < burstsNeeded) return { ...measured, is: "too few" };
  // Short rows by chance also make the estimated deviation small.
  const tolerance = zRisk * Math.max(error, Math.sqrt((expected * (expected - 1)) / count));
  return { ...measured, is: Math.abs(mean - expected) > tolerance ? "different" : "as asked" };
}

/** The longest wait of a packet that found room, where others found none. */
function queueLength(asked: Impairment, { sent, arrived, longestWait }: LinkMeasurement["counts"]): MeasuredImpairment {
  const expected = queueTime(asked);
  const { short, long } = tuned.queue;
  const [least, most] = [expected * (1 - short.share) - short.plus - asked.jitter, expected + long.plus + asked.jitter];
  const measured = { what: "queue", asked: expected, measured: longestWait, least, most, of: sent } as const;
  if (longestWait > most) return { ...measured, is: "different" };
  if (sent - arrived < tuned.queue.overflowed || longestWait < least) {
    // A queue that overflows early is one that is too short, unless the losses were by chance.
    const isShort = lossOf(asked) === 0 && sent - arrived >= tuned.queue.overflowed;
    return { ...measured, is: isShort ? "different" : "too few" };
  }
  return { ...measured, is: "as asked" };
}
