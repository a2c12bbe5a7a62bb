import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { isHostInterface } from "../../topology/plan/plan-addresses.ts";
import { dataLength } from "../capture/data-length.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import { identify } from "../journeys/parties.ts";
import type { Ping } from "./pings.ts";
import { tuned as ties, type Way } from "./ways.ts";
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
export function crossingsOf(pings: readonly Ping[], waysOf: WaysOf): readonly Crossing[] {
  const crossings: Crossing[] = [];
  const pairs = new Map<string, Arrived[]>();
  const add = (ping: Ping, from: string, to: string, sent: CapturedPacket, arrived?: CapturedPacket): void => {
    if (arrived === undefined) return void crossings.push({ ping, from, to, sent, path: "none" });
    const key = `${from} ${to}`;
    const crossing = { ping, from, to, sent, arrived };
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, [crossing]);
    else known.push(crossing);
  };
  for (const ping of pings) {
    const { from, to, sent, arrived, answered, returned } = ping;
    add(ping, from, to, sent, arrived);
    if (answered !== undefined) add(ping, to, from, answered, returned);
  }
  for (const between of pairs.values()) {
    const { from, to } = between[0]!;
    for (const [crossing, ways] of fitting(between, waysOf(from, to))) crossings.push(travelled(crossing, ways));
  }
  const position = new Map(pings.map((ping, i) => [ping, i]));
  const inOrder = (a: Crossing, b: Crossing): number =>
    a.sent.at - b.sent.at ||
    position.get(a.ping)! - position.get(b.ping)! ||
    Number(a.sent !== a.ping.sent) - Number(b.sent !== b.ping.sent);
  return crossings.sort(inOrder);
}

type Arrived = Required<Pick<Crossing, "ping" | "from" | "to" | "sent" | "arrived">>;

/** Everything that can have come from one host to another; see `ways.ts`. */
export type WaysOf = (from: string, to: string) => readonly Way[];

interface Fitting {
  readonly all: readonly Way[];
  /** Those that are large enough, each for one ping. */
  readonly likely: readonly Way[];
}

/** The possible ways of the crossings of one direction, in order of arrival. */
function fitting(crossings: readonly Arrived[], ways: readonly Way[]): ReadonlyMap<Arrived, Fitting> {
  const wants = crossings.map((crossing): Want<Arrived> => {
    const begin = countUpTo(ways, crossing.sent.at - ties.slack, (way) => way.arrival.at);
    const end = countUpTo(ways, crossing.arrived.at + ties.slack, (way) => way.arrival.at);
    const fit: Way[] = [];
    let isFollowed = false;
    for (let i = begin; i < end; i++) {
      const way = ways[i]!;
      if (way.left < crossing.sent.at - ties.slack) continue;
      fit.push(way);
      isFollowed ||= way.loose !== true;
    }
    return { of: crossing, ways: isFollowed ? fit.filter((way) => way.loose !== true) : fit };
  });
  const large = wants.map(({ of, ways: all }) => ({ of, ways: largeEnough(withoutDoubts(all), of) }));
  const likely = assignWays(large);
  return new Map(wants.map(({ of, ways: all }) => [of, { all, likely: likely.get(of)! }]));
}

/** Without the doubts about what can be followed. */
function withoutDoubts(ways: readonly Way[]): readonly Way[] {
  if (ways.every(({ path }) => path !== "untraced")) return ways;
  const known = new Set(ways.filter(({ path }) => path !== "untraced").map((way) => way.arrival));
  return ways.filter((way) => way.path !== "untraced" || !known.has(way.arrival));
}

/** A datagram must hold the whole ping. A connection may split it, and bring other things in the same segments. */
function largeEnough(ways: readonly Way[], { sent }: Arrived): readonly Way[] {
  const size = sent.payload.length;
  const streams = new Map<string, Set<CapturedPacket>>();
  for (const { arrival } of ways) {
    if (arrival.protocol === "tcp")
      streams.set(streamOf(arrival), (streams.get(streamOf(arrival)) ?? new Set()).add(arrival));
  }
  if (streams.size === 0) return ways.filter(({ arrival }) => arrival.payload.length >= size);
  const bytesOf = (stream: Iterable<CapturedPacket>): number =>
    [...stream].reduce((sum, one) => sum + dataLength(one), 0);
  const large = new Set([...streams].flatMap(([key, stream]) => (bytesOf(stream) >= size ? [key] : [])));
  return ways.filter(({ arrival }) =>
    arrival.protocol === "tcp" ? large.has(streamOf(arrival)) : arrival.payload.length >= size,
  );
}

const streamOf = ({ from, to }: CapturedPacket): string => `${endpointKey(from!)} ${endpointKey(to!)}`;

function travelled({ ping, from, to, sent, arrived }: Arrived, { all, likely }: Fitting): Crossing {
  if (all.length === 0) return { ping, from, to, sent, arrived, path: "unknown" };
  const among = pathsOf(all);
  const last = likely.at(-1);
  const carrier = (last ?? all.at(-1)!).arrival;
  if (last === undefined || last.path === "untraced" || likely.some(({ path }) => path !== last.path))
    return { ping, from, to, sent, arrived, carrier, path: "ambiguous", among };
  if (last.via === undefined) return { ping, from, to, sent, arrived, carrier, path: last.path, among };
  return { ping, from, to, sent, arrived, carrier, path: last.path, among, relay: last.via };
}

const among = new Map<string, ReadonlySet<Way["path"]>>();

/** In order of appearance. The same set for the same paths: there are few, and pings are many. */
function pathsOf(ways: readonly Way[]): ReadonlySet<Way["path"]> {
  const paths: Way["path"][] = [];
  for (const { path } of ways) if (!paths.includes(path)) paths.push(path);
  const key = paths.join(" ");
  const known = among.get(key) ?? new Set(paths);
  among.set(key, known);
  return known;
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
