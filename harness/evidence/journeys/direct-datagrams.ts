import type { CapturedPacket, Evidence } from "../evidence.ts";
import type { Journey, Journeys } from "./journeys.ts";
import { addressesOf, isRelayEndpoint } from "./parties.ts";
import { isHostInterface } from "../../topology/plan/plan-addresses.ts";

/** Datagrams that one edge sent directly to another: punches, and everything after a successful punch. */
export function directDatagrams(evidence: Evidence, journeys: Journeys, from: string, to: string): readonly Journey[] {
  const targets = addressesOf(evidence, to);
  const isDirect = ({ protocol, direction, interface: name, to: aim }: CapturedPacket): boolean =>
    protocol === "udp" &&
    direction === "out" &&
    isHostInterface(name) &&
    targets.has(aim!.address) &&
    !isRelayEndpoint(evidence, aim!);
  const sent = evidence.captures.find((capture) => capture.node === from)?.packets.filter(isDirect) ?? [];
  if (sent.length === 0) return [];
  const starts = new Set(sent);
  return journeys.all.filter(({ hops }) => starts.has(hops[0]!));
}

/** How many each router refused. */
export function refusedBy(journeys: readonly Journey[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { end } of journeys) {
    if (end.is === "refused") counts.set(end.by, (counts.get(end.by) ?? 0) + 1);
  }
  return counts;
}
