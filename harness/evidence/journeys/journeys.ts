import type { Capture, CapturedPacket } from "../evidence.ts";
import type { Instant } from "../../../src/base/instant.ts";
import { groupBy, pairInOrder } from "./pairing.ts";
import { datagramKey } from "../capture/payload-key.ts";
import { throughRouters, tuned as router } from "./through-routers.ts";
import { slowestOf } from "../../topology/impairment/totals.ts";
import type { Wiring } from "./wiring.ts";

/** The way of one UDP datagram through the laboratory; or, between two hosts, of bytes in a TCP connection. */
export interface Journey {
  /** Where it was seen, in order of travel; `from` and `to` change where a NAT rewrites them. */
  readonly hops: readonly CapturedPacket[];
  /** The node of the first hop. */
  readonly origin: string;
  readonly end: JourneyEnd;
}

export type JourneyEnd =
  | { readonly is: "delivered"; readonly node: string }
  /** Out at one end of a cable, never in at the other. */
  | { readonly is: "lost"; readonly after: string }
  /** It entered a router and never left it. */
  | { readonly is: "refused"; readonly by: string; readonly side: string }
  /** The evidence ends too early to know. */
  | { readonly is: "under way" };

export interface Journeys {
  /** Of datagrams. */
  readonly all: readonly Journey[];
  /** The journeys that a packet at an interface is part of; a broadcast has several, and TCP data that was joined. */
  through(packet: CapturedPacket): readonly Journey[];
}

/** Tunable: how long a datagram may take beyond its cables' configured delay; `slack`: also the ties of capture clocks. */
const tuned = { slack: 2, cable: 400 } as const;

/** In the order of the first hops. */
export function followJourneys(captures: readonly Capture[], wiring: Wiring, until: Instant): Journeys {
  const packets = datagrams(captures, wiring);
  const slowest = slowestCrossings(wiring);
  const before = acrossCables(packets, wiring, slowest);
  for (const [departure, arrival] of throughRouters(packets, wiring)) before.set(departure, arrival);
  const passed = new Set(before.values());
  const all = packets
    .filter((packet) => !passed.has(packet))
    .map((last) => journeyTo(last, before, wiring, slowest, until))
    .sort((a, b) => a.hops[0]!.at - b.hops[0]!.at);
  let index: ReadonlyMap<CapturedPacket, readonly Journey[]> | undefined;
  return { all, through: (packet) => (index ??= indexByHop(all)).get(packet) ?? [] };
}

function indexByHop(all: readonly Journey[]): ReadonlyMap<CapturedPacket, readonly Journey[]> {
  const index = new Map<CapturedPacket, Journey[]>();
  for (const journey of all) {
    for (const hop of journey.hops) {
      const known = index.get(hop);
      if (known === undefined) index.set(hop, [journey]);
      else known.push(journey);
    }
  }
  return index;
}

function datagrams(captures: readonly Capture[], wiring: Wiring): CapturedPacket[] {
  return captures
    .flatMap((capture) => capture.packets)
    .filter(
      (packet) =>
        packet.protocol === "udp" &&
        !packet.overheard &&
        !packet.isDamaged &&
        wiring.segmentOf(packet.node, packet.interface) !== undefined,
    )
    .sort((a, b) => a.at - b.at || a.frame - b.frame);
}

/** Out at one interface of a segment, in at another, unchanged. */
function acrossCables(
  packets: readonly CapturedPacket[],
  wiring: Wiring,
  slowest: (segment: number) => number,
): Map<CapturedPacket, CapturedPacket> {
  const pairs = new Map<CapturedPacket, CapturedPacket>();
  const segmentOf = (packet: CapturedPacket): number => wiring.segmentOf(packet.node, packet.interface)!;
  const duplicates = (segment: number): boolean =>
    wiring.cablesOf(segment).some(({ link: { up, down } }) => (up.duplicate ?? 0) > 0 || (down.duplicate ?? 0) > 0);
  for (const group of onSegments(packets, segmentOf)) {
    const most = slowest(segmentOf(group[0]!));
    const [first, second] = group;
    if (group.length === 2) {
      const [departure, arrival] = first!.direction === "out" ? [first!, second!] : [second!, first!];
      const time = arrival.at - departure.at;
      const isCrossing = departure.direction === "out" && arrival.direction === "in" && !isSamePort(departure, arrival);
      if (isCrossing && time >= -tuned.slack && time <= most) pairs.set(arrival, departure);
      continue;
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
        const departure = paired.get(arrival) ?? (duplicates(segmentOf(arrival)) ? latest : undefined);
        if (departure !== undefined) pairs.set(arrival, (latest = departure));
      }
    }
  }
  return pairs;
}

const isSamePort = (a: CapturedPacket, b: CapturedPacket): boolean => a.node === b.node && a.interface === b.interface;

/** Equal datagrams at the same segment, where there are several. */
function* onSegments(
  packets: readonly CapturedPacket[],
  segmentOf: (packet: CapturedPacket) => number,
): Iterable<readonly CapturedPacket[]> {
  for (const equal of groupBy(packets, datagramKey).values()) {
    if (equal.length === 1) continue;
    // Few, so that this is cheaper than another map.
    const segments = equal.map(segmentOf);
    const seen = new Set<number>();
    for (const [position, segment] of segments.entries()) {
      if (seen.has(segment)) continue;
      seen.add(segment);
      const group = equal.filter((_, i) => i >= position && segments[i] === segment);
      if (group.length > 1) yield group;
    }
  }
}

/** How long a datagram may take across a segment, in milliseconds. */
function slowestCrossings(wiring: Wiring): (segment: number) => number {
  const known = new Map<number, number>();
  return (segment) => {
    let most = known.get(segment);
    if (most === undefined) {
      const asked = wiring.cablesOf(segment).map(({ link: { up, down } }) => Math.max(slowestOf(up), slowestOf(down)));
      known.set(segment, (most = asked.reduce((sum, value) => sum + value, tuned.cable)));
    }
    return most;
  };
}

function journeyTo(
  last: CapturedPacket,
  before: ReadonlyMap<CapturedPacket, CapturedPacket>,
  wiring: Wiring,
  slowest: (segment: number) => number,
  until: Instant,
): Journey {
  const hops = [last];
  for (let hop = before.get(last); hop !== undefined; hop = before.get(hop)) hops.push(hop);
  hops.reverse();
  return { hops, origin: hops[0]!.node, end: endOf(last, wiring, slowest, until) };
}

function endOf(last: CapturedPacket, wiring: Wiring, slowest: (segment: number) => number, until: Instant): JourneyEnd {
  const { node } = last;
  const kind = wiring.kindOf(node);
  if (kind === "host" && last.direction === "in") return { is: "delivered", node };
  const segment = wiring.segmentOf(node, last.interface)!;
  const most = last.direction === "out" ? slowest(segment) : router.forwarding;
  if (until - last.at < most) return { is: "under way" };
  return last.direction === "out"
    ? { is: "lost", after: `${node} ${last.interface}` }
    : { is: "refused", by: node, side: last.interface };
}
