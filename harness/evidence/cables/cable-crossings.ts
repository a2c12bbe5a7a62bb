import type { Impairment } from "../../topology/link.ts";
import { slowestOf } from "../../topology/impairment/totals.ts";
import { datagramKey } from "../capture/payload-key.ts";
import type { CapturedPacket } from "../evidence.ts";
import { groupBy, pairInOrder } from "../journeys/pairing.ts";

/** A datagram or echo that entered a cable, and what came out. */
export interface CableCrossing {
  readonly sent: CapturedPacket;
  /** Absent = lost. */
  readonly arrived?: CapturedPacket;
  /** It arrived again. */
  readonly twice: boolean;
  /** No other one is equal to it, so what arrived is certainly this one. */
  readonly isOnly: boolean;
}

/** Tunable: a datagram that exceeds the configured delay by more than `late` counts as lost. */
const tuned = { slack: 2, late: 400 } as const;

/** In the order of departure. Those too recent to be lost are left out: counting arrived ones that are as recent would hide losses. */
export function cableCrossings(
  asked: Impairment,
  from: readonly CapturedPacket[],
  to: readonly CapturedPacket[],
  until: number,
): readonly CableCrossing[] {
  const most = slowestOf(asked) + tuned.late;
  const departures = groupBy(from, (packet) => (packet.direction === "out" ? datagramKey(packet) : undefined));
  const whole = to.filter((packet) => packet.isDamaged !== true);
  const arrivals = groupBy(whole, (packet) => (packet.direction === "in" ? datagramKey(packet) : undefined));
  const crossings: CableCrossing[] = [];
  for (const [key, sent] of departures) {
    const came = arrivals.get(key) ?? [];
    const pairs = pairInOrder(sent, came, { slack: tuned.slack, most });
    const arrived = new Map([...pairs].map(([arrival, departure]) => [departure, arrival]));
    const copies = came.length - pairs.size;
    for (const departure of sent) {
      if (departure.at > until - most) continue;
      const arrival = arrived.get(departure);
      crossings.push({
        sent: departure,
        ...(arrival && { arrived: arrival }),
        twice: arrival !== undefined && copies > 0,
        isOnly: sent.length === 1,
      });
    }
  }
  return crossings.sort((a, b) => a.sent.at - b.sent.at || a.sent.frame - b.sent.frame);
}
