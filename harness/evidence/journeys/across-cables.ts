import type { CapturedPacket } from "../evidence.ts";
import { slowestOf } from "../../topology/impairment/totals.ts";
import { groupBy, pairInOrder } from "./pairing.ts";
import type { Wiring } from "./wiring.ts";

/** Tunable: how long a datagram may take beyond its cables' configured delay; `slack`: ties of capture clocks. */
const tuned = { slack: 2, cable: 400 } as const;

/** What matters of the cables of a segment. */
export interface SegmentTimes {
  /** How long a datagram may take across, in milliseconds. */
  readonly slowest: number;
  readonly duplicates: boolean;
}

export function segmentTimes(wiring: Wiring, segment: number): SegmentTimes {
  const links = wiring.cablesOf(segment).map(({ link }) => link);
  return {
    slowest: links.reduce<number>((sum, { up, down }) => sum + Math.max(slowestOf(up), slowestOf(down)), tuned.cable),
    duplicates: links.some(({ up, down }) => (up.duplicate ?? 0) > 0 || (down.duplicate ?? 0) > 0),
  };
}

/**
 * Of equal datagrams on one segment, in time order: out at one interface, in at another, unchanged. Arrival → departure.
 */
export function acrossCables(
  group: readonly CapturedPacket[],
  { slowest: most, duplicates }: SegmentTimes,
): ReadonlyMap<CapturedPacket, CapturedPacket> {
  const pairs = new Map<CapturedPacket, CapturedPacket>();
  const [first, second] = group;
  if (group.length === 2) {
    const [departure, arrival] = first!.direction === "out" ? [first!, second!] : [second!, first!];
    const time = arrival.at - departure.at;
    const isCrossing = departure.direction === "out" && arrival.direction === "in" && !isSamePort(departure, arrival);
    if (isCrossing && time >= -tuned.slack && time <= most) pairs.set(arrival, departure);
    return pairs;
  }
  const out = group.filter((packet) => packet.direction === "out");
  const into = groupBy(group, (packet) =>
    packet.direction === "in" ? `${packet.node} ${packet.interface}` : undefined,
  );
  for (const arrivals of into.values()) {
    const others = out.filter((packet) => !isSamePort(packet, arrivals[0]!));
    const paired = pairInOrder(others, arrivals, { slack: tuned.slack, most });
    let latest: CapturedPacket | undefined;
    for (const arrival of arrivals) {
      // A copy comes right behind what it is a copy of.
      const departure = paired.get(arrival) ?? (duplicates ? latest : undefined);
      if (departure !== undefined) pairs.set(arrival, (latest = departure));
    }
  }
  return pairs;
}

const isSamePort = (a: CapturedPacket, b: CapturedPacket): boolean => a.node === b.node && a.interface === b.interface;
