import type { Evidence } from "./evidence.ts";
import type { Journey, Journeys } from "./journeys.ts";
import { addressesOf, isRelayEndpoint } from "./parties.ts";

/** Datagrams that one edge sent straight at another: punches, and everything that follows a punch that worked. */
export function directDatagrams(evidence: Evidence, journeys: Journeys, from: string, to: string): readonly Journey[] {
  const targets = addressesOf(evidence, to);
  return journeys.all.filter(({ origin, hops }) => {
    const { direction, to: aim } = hops[0]!;
    return origin === from && direction === "out" && targets.has(aim!.address) && !isRelayEndpoint(evidence, aim!);
  });
}

/** How many of them each router refused. */
export function refusedBy(journeys: readonly Journey[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { end } of journeys) {
    if (end.is === "refused") counts.set(end.by, (counts.get(end.by) ?? 0) + 1);
  }
  return counts;
}
