import type { CapturedPacket } from "../evidence.ts";
import type { Way } from "./ways.ts";

/** Something that arrived, and every way by which it can have, in order of arrival. */
export interface Want<Of> {
  readonly of: Of;
  readonly ways: readonly Way[];
}

/**
 * The candidates that remain if each datagram carries one thing: the only candidate of one is removed from the others,
 * until nothing changes. A segment of TCP may carry several. A last candidate is never removed, because a program may pack several things into a datagram.
 */
export function assignWays<Of>(wants: readonly Want<Of>[]): ReadonlyMap<Of, readonly Way[]> {
  const left = wants.map(({ ways }) => [...ways]);
  const wantedBy = new Map<CapturedPacket, number[]>();
  for (const [i, ways] of left.entries()) {
    for (const { arrival } of ways) {
      const known = wantedBy.get(arrival);
      if (known?.at(-1) === i) continue;
      if (known === undefined) wantedBy.set(arrival, [i]);
      else known.push(i);
    }
  }
  const single = (i: number): boolean => {
    const arrival = left[i]![0]?.arrival;
    return arrival !== undefined && left[i]!.every((way) => way.arrival === arrival);
  };
  const settled = left.flatMap((_, i) => (single(i) ? [i] : []));
  for (let i = settled.pop(); i !== undefined; i = settled.pop()) {
    const { arrival } = left[i]![0]!;
    if (arrival.protocol === "tcp") continue;
    for (const other of wantedBy.get(arrival)!) {
      if (other === i || single(other)) continue;
      left[other] = left[other]!.filter((way) => way.arrival !== arrival);
      if (single(other)) settled.push(other);
    }
  }
  return new Map(wants.map(({ of }, i) => [of, left[i]!]));
}
