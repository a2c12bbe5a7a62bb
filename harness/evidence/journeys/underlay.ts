import type { CapturedPacket, Evidence } from "../evidence.ts";
import type { Journeys } from "./journeys.ts";
import { pairWithLatest } from "./pairing.ts";
import { addressesOf } from "./parties.ts";
import { bigDatagrams, tuned, type Crossing } from "../paths/paths.ts";
import type { Ping } from "../paths/pings.ts";

/**
 * How many milliseconds of a ping's round trip its datagrams spent between hosts, on links and in routers; the rest was
 * spent in programs. Undefined if a carrier cannot be followed from host to host.
 */
export function underlayTimes(
  evidence: Evidence,
  crossings: readonly Crossing[],
  journeys: Journeys,
): (ping: Ping) => number | undefined {
  const firstLegs = new Map<string, ReadonlyMap<CapturedPacket, CapturedPacket>>();
  const firstLegOf = (relay: string, from: string, to: string): ReadonlyMap<CapturedPacket, CapturedPacket> => {
    const key = `${relay} ${from} ${to}`;
    const known = firstLegs.get(key) ?? relayedPairs(evidence, relay, from, to);
    firstLegs.set(key, known);
    return known;
  };
  /** Host to host, ending at this datagram. */
  const transit = (arrival: CapturedPacket | undefined, origin: string): number | undefined => {
    const hops = arrival && journeys.through(arrival)[0]?.hops;
    return hops === undefined || hops[0]!.node !== origin ? undefined : arrival!.at - hops[0]!.at;
  };
  const timeOf = ({ from, to, carrier, path, relay }: Crossing): number | undefined => {
    if (path !== "relayed") return transit(carrier, from);
    const second = transit(carrier, relay!);
    const left = carrier && journeys.through(carrier)[0]?.hops[0];
    const first = left && transit(firstLegOf(relay!, from, to).get(left), from);
    return first === undefined || second === undefined ? undefined : first + second;
  };
  const times = new Map<Ping, number>();
  for (const crossing of crossings)
    times.set(crossing.ping, (times.get(crossing.ping) ?? 0) + (timeOf(crossing) ?? NaN));
  return (ping) => {
    const time = times.get(ping);
    return time === undefined || Number.isNaN(time) ? undefined : time;
  };
}

/** Packets that left a relay for `to` → those that had come in from `from`. */
function relayedPairs(
  evidence: Evidence,
  relay: string,
  from: string,
  to: string,
): Map<CapturedPacket, CapturedPacket> {
  const [senders, receivers] = [addressesOf(evidence, from), addressesOf(evidence, to)];
  const arrivals = bigDatagrams(evidence, relay, "in").filter((bigDatagram) => senders.has(bigDatagram.from!.address));
  const departures = bigDatagrams(evidence, relay, "out").filter((bigDatagram) =>
    receivers.has(bigDatagram.to!.address),
  );
  return pairWithLatest(arrivals, departures, tuned);
}
