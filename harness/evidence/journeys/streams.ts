import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { dataLength } from "../capture/data-length.ts";
import type { Capture, CapturedPacket, Evidence } from "../evidence.ts";
import type { Journey } from "./journeys.ts";
import { groupBy } from "./pairing.ts";
import { addressesOf } from "./parties.ts";
import { connectionsOf, SentBytes } from "./sent-bytes.ts";
import type { Wiring } from "./wiring.ts";

/**
 * Tunable. `slack`: ties of two captures' clocks, in milliseconds. `equal`: two hosts see one connection if this many
 * bytes are equal at equal sequence numbers, and none differs.
 */
const tuned = { slack: 2, equal: 8 } as const;

/**
 * TCP data between hosts, as journeys of two hops: the segment that first carried the bytes, and one in which they were
 * received. Kernels, links and NATs split and join segments, but none of the laboratory changes sequence numbers, so
 * bytes are followed, not segments. Of a received segment with bytes of several, the journey from the latest is the first.
 * What belongs to no connection that is certain, or was not all seen to be sent, has no journey.
 */
export function followStreams(
  { captures, addresses }: Pick<Evidence, "captures" | "addresses">,
  wiring: Wiring,
): ReadonlyMap<CapturedPacket, readonly Journey[]> {
  const segments = segmentsAtHosts(captures, wiring);
  const sent = connections(segments, "out").map((packets) => new SentBytes(packets));
  const journeys = new Map<CapturedPacket, Journey[]>();
  const add = (packet: CapturedPacket, journey: Journey): void =>
    void journeys.set(packet, [...(journeys.get(packet) ?? []), journey]);
  const followed = new Set<SentBytes>();
  for (const received of connections(segments, "in")) {
    const sources = sent.filter((source) => isOne(source, received, addresses));
    if (sources.length !== 1) continue;
    const [source] = sources;
    followed.add(source!);
    for (const arrival of received) {
      const departures = source!.firstWith(arrival);
      if (departures === undefined || departures.some(({ at }) => at > arrival.at + tuned.slack)) continue;
      for (const departure of [...departures].reverse()) {
        const journey = delivered(departure, arrival);
        add(departure, journey);
        add(arrival, journey);
      }
    }
  }
  for (const departure of [...followed].flatMap(({ packets }) => packets)) {
    if (!journeys.has(departure))
      add(departure, { hops: [departure], origin: departure.node, end: { is: "under way" } });
  }
  return journeys;
}

const delivered = (departure: CapturedPacket, arrival: CapturedPacket): Journey => ({
  hops: [departure, arrival],
  origin: departure.node,
  end: { is: "delivered", node: arrival.node },
});

function segmentsAtHosts(captures: readonly Capture[], wiring: Wiring): readonly CapturedPacket[] {
  return captures
    .flatMap(({ packets }) => packets)
    .filter(
      (packet) =>
        packet.protocol === "tcp" &&
        packet.sequence !== undefined &&
        dataLength(packet) > 0 &&
        packet.overheard !== true &&
        wiring.kindOf(packet.node) === "host" &&
        wiring.segmentOf(packet.node, packet.interface) !== undefined,
    )
    .sort((a, b) => a.at - b.at || a.frame - b.frame);
}

function connections(
  segments: readonly CapturedPacket[],
  direction: "in" | "out",
): readonly (readonly CapturedPacket[])[] {
  const flows = groupBy(segments, (packet) =>
    packet.direction === direction
      ? `${packet.node} ${endpointKey(packet.from!)} ${endpointKey(packet.to!)}`
      : undefined,
  );
  return [...flows.values()].flatMap(connectionsOf);
}

/** Whether two hosts see the same connection, by addresses and bytes. */
function isOne(source: SentBytes, received: readonly CapturedPacket[], addresses: Evidence["addresses"]): boolean {
  const [departure, arrival] = [source.packets[0]!, received[0]!];
  if (departure.node === arrival.node) return false;
  if (!addressesOf({ addresses }, arrival.node).has(departure.to!.address)) return false;
  if (!addressesOf({ addresses }, departure.node).has(arrival.from!.address)) return false;
  let equal = 0;
  for (const segment of received) {
    const more = source.equalBytes(segment);
    if (more === undefined) return false;
    equal += more;
  }
  return equal >= tuned.equal;
}
