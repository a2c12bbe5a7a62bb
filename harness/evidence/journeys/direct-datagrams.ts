import type { Capture, CapturedPacket, Evidence } from "../evidence.ts";
import { followJourneys, type Journey } from "./journeys.ts";
import { addressesOf, isRelayEndpoint } from "./parties.ts";
import { payloadDigest } from "../capture/payload-key.ts";
import { isHostInterface } from "../../topology/plan/plan-addresses.ts";
import type { Wiring } from "./wiring.ts";

/**
 * Datagrams that one edge sent directly to another: punches, and everything after a successful punch. Only these are
 * followed, because this is computed several times a second while evidence grows.
 */
export function directDatagrams(evidence: Evidence, wiring: Wiring, from: string, to: string): readonly Journey[] {
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
  const { all } = followJourneys(onlyPayloadsOf(sent, evidence.captures), wiring, evidence.until);
  return all.filter(({ hops }) => starts.has(hops[0]!));
}

/** How many each router refused. */
export function refusedBy(journeys: readonly Journey[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { end } of journeys) {
    if (end.is === "refused") counts.set(end.by, (counts.get(end.by) ?? 0) + 1);
  }
  return counts;
}

function onlyPayloadsOf(sent: readonly CapturedPacket[], captures: readonly Capture[]): Capture[] {
  const payloads = new Set(sent.map(payloadDigest));
  return captures.map((capture) => ({
    ...capture,
    packets: capture.packets.filter((packet) => packet.protocol === "udp" && payloads.has(payloadDigest(packet))),
  }));
}
