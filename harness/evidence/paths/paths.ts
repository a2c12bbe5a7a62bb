import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { isHostInterface } from "../../topology/plan/plan-addresses.ts";
import { dataLength } from "../capture/data-length.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import type { Journeys } from "../journeys/journeys.ts";
import { identify } from "../journeys/parties.ts";
import type { Ping } from "./pings.ts";
import { tuned as ties, waysBetween, type Way } from "./ways.ts";
import { countUpTo } from "../count-up-to.ts";
import { assignWays, type Want } from "./way-assignment.ts";

/** One echo request or reply on its way from one edge's overlay device to the other's. */
export interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly ping: Ping;
  readonly sent: CapturedPacket;
  readonly arrived?: CapturedPacket;
  /** The datagram or segment that carried it, or the end of it, at the receiver's eth0 (or its interface after it has moved). */
  readonly carrier?: CapturedPacket;
  /**
   * "none" = it never arrived; "unknown" = nothing came in that can have carried it; "ambiguous" = it can have come by more
   * than one path, in pieces, or by a path that cannot be followed; "elsewhere" = via a third host that is not a relay.
   */
  readonly path: "direct" | "relayed" | "elsewhere" | "ambiguous" | "unknown" | "none";
  /** The relay's node, when relayed; the third host. */
  readonly relay?: string;
  /** Every path by which anything came in meanwhile, however small: frames can be split or compressed. */
  readonly among?: ReadonlySet<Way["path"]>;
}

/** Whether the packets leave its path open. */
export const isUnclear = ({ path }: Crossing): boolean => path === "ambiguous" || path === "unknown";

/** Whether the packets do not rule out that path. */
export const mayHaveTaken = (crossing: Crossing, path: "direct" | "relayed"): boolean =>
  crossing.path === path || crossing.among?.has(path) === true || crossing.among?.has("untraced") === true;

/** Whether nothing at all came in by another path while it was under way. */
export const isCertain = ({ path, among }: Crossing): boolean => among?.size === 1 && among.has(path as Way["path"]);

/** Tunable: how long a program may take between two sockets. */
export const tuned = { slack: ties.slack, most: 250 } as const;

/**
 * The path of every request and reply, from times, sizes and journeys alone, so that it works for any program. The carrier
 * of a ping left its sender after the ping went into the device, and came in before the ping came out: nothing else is
 * certain, and `among` has every path that fits. `path` also assumes two things that are usual but not certain: a carrier
 * is at least as large as the ping, and a datagram carries no other one.
 */
export function crossingsOf(evidence: Evidence, pings: readonly Ping[], journeys: Journeys): readonly Crossing[] {
  const crossings: Crossing[] = [];
  for (const ping of pings) {
    const { from, to, sent, arrived, answered, returned } = ping;
    crossings.push({ ping, from, to, sent, ...(arrived && { arrived }), path: "none" });
    if (answered !== undefined)
      crossings.push({
        ping,
        from: to,
        to: from,
        sent: answered,
        ...(returned && { arrived: returned }),
        path: "none",
      });
  }
  const pairs = new Map<string, Crossing[]>();
  for (const crossing of crossings) {
    if (crossing.arrived === undefined) continue;
    const key = `${crossing.from} ${crossing.to}`;
    pairs.set(key, [...(pairs.get(key) ?? []), crossing]);
  }
  const resolved = new Map<Crossing, Crossing>();
  for (const between of pairs.values()) {
    for (const [crossing, ways] of waysOf(between, evidence, journeys))
      resolved.set(crossing, travelled(crossing, ways));
  }
  return crossings.map((crossing) => resolved.get(crossing) ?? crossing).sort((a, b) => a.sent.at - b.sent.at);
}

interface Fitting {
  readonly all: readonly Way[];
  /** Those that are large enough, each for one ping. */
  readonly likely: readonly Way[];
}

/** The possible ways of the crossings of one direction, in order of arrival. */
function waysOf(
  crossings: readonly Crossing[],
  evidence: Evidence,
  journeys: Journeys,
): ReadonlyMap<Crossing, Fitting> {
  const { from, to } = crossings[0]!;
  const ways = waysBetween(evidence, journeys, from, to);
  const wants = crossings.map((crossing): Want<Crossing> => {
    const arrived = crossing.arrived!.at + ties.slack;
    const begin = countUpTo(ways, crossing.sent.at - ties.slack, (way) => way.arrival.at);
    const end = countUpTo(ways, arrived, (way) => way.arrival.at);
    const fit = ways.slice(begin, end).filter(({ left }) => left >= crossing.sent.at - ties.slack);
    const followed = fit.filter((way) => way.loose !== true);
    return { of: crossing, ways: followed.length > 0 ? followed : fit };
  });
  const large = wants.map(({ of, ways: all }) => {
    const known = new Set(all.filter((way) => way.path !== "untraced").map((way) => way.arrival));
    const isLikely = (way: Way): boolean => way.path !== "untraced" || !known.has(way.arrival);
    return { of, ways: largeEnough(all.filter(isLikely), of) };
  });
  const likely = assignWays(large);
  return new Map(wants.map(({ of, ways: all }) => [of, { all, likely: likely.get(of)! }]));
}

/** A datagram must hold the whole ping. A connection may split it, and bring other things in the same segments. */
function largeEnough(ways: readonly Way[], { sent }: Crossing): readonly Way[] {
  const size = sent.payload.length;
  const streams = new Map<string, Set<CapturedPacket>>();
  for (const { arrival } of ways) {
    if (arrival.protocol === "tcp")
      streams.set(streamOf(arrival), (streams.get(streamOf(arrival)) ?? new Set()).add(arrival));
  }
  const bytesOf = (stream: Iterable<CapturedPacket>): number =>
    [...stream].reduce((sum, one) => sum + dataLength(one), 0);
  const large = new Set([...streams].flatMap(([key, stream]) => (bytesOf(stream) >= size ? [key] : [])));
  return ways.filter(({ arrival }) =>
    arrival.protocol === "tcp" ? large.has(streamOf(arrival)) : arrival.payload.length >= size,
  );
}

const streamOf = ({ from, to }: CapturedPacket): string => `${endpointKey(from!)} ${endpointKey(to!)}`;

function travelled(crossing: Crossing, { all, likely }: Fitting): Crossing {
  if (all.length === 0) return { ...crossing, path: "unknown" };
  const among = new Set(all.map((way) => way.path));
  const [last] = likely.slice(-1);
  if (last === undefined) return { ...crossing, carrier: all.at(-1)!.arrival, path: "ambiguous", among };
  const paths = new Set(likely.map((way) => way.path));
  const carrier = last.arrival;
  if (paths.size > 1 || last.path === "untraced") return { ...crossing, carrier, path: "ambiguous", among };
  return { ...crossing, carrier, path: last.path, among, ...(last.via !== undefined && { relay: last.via }) };
}

/** The cross-check: a carrier's source address must be its sender's. Undefined = it is. */
export function contradictionOf({ path, from, relay, carrier }: Crossing, evidence: Evidence): string | undefined {
  if (carrier?.from === undefined || (path !== "direct" && path !== "relayed")) return undefined;
  const party = identify(evidence, carrier.from, from);
  const expected = path === "direct" ? from : relay;
  const shown = party.is === "stranger" ? "a stranger" : party.node;
  return shown === expected ? undefined : `a datagram of ${expected} arrived from ${shown}'s address`;
}

/** Datagrams at a host's own interfaces that are big enough to carry a ping, in time order. */
export function bigDatagrams(evidence: Evidence, node: string, direction: "in" | "out"): CapturedPacket[] {
  const size = Math.min(...evidence.stimuli.map((stimulus) => stimulus.size));
  const packets = evidence.captures.find((capture) => capture.node === node)?.packets ?? [];
  return packets
    .filter(
      (packet) => packet.protocol === "udp" && isHostInterface(packet.interface) && packet.direction === direction,
    )
    .filter((packet) => packet.payload.length >= size)
    .sort((a, b) => a.at - b.at);
}
