import { isHostInterface } from "../../topology/plan/plan-addresses.ts";
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
  /** What brought it, at the receiver's eth0, or where it moved. */
  readonly carrier?: CapturedPacket;
  /**
   * "none" = it never arrived; "unknown" = nothing came in that can have brought it; "ambiguous" = it can have come in
   * more than one way, in pieces, or in a way that cannot be followed; "elsewhere" = by a third host that is no relay.
   */
  readonly path: "direct" | "relayed" | "elsewhere" | "ambiguous" | "unknown" | "none";
  /** The relay's node, when relayed; the third host. */
  readonly relay?: string;
  /** Every way in which anything at all came in meanwhile, however small: frames can be cut up, or compressed. */
  readonly among?: ReadonlySet<Way["path"]>;
}

/** True where the packets do not say which way it came. */
export const isUnclear = ({ path }: Crossing): boolean => path === "ambiguous" || path === "unknown";

/** True where they do not say that it did not take that path. */
export const mayHaveTaken = (crossing: Crossing, path: "direct" | "relayed"): boolean =>
  crossing.path === path || crossing.among?.has(path) === true || crossing.among?.has("untold") === true;

/** True where nothing at all came in by another way while it was under way. */
export const isCertain = ({ path, among }: Crossing): boolean => among?.size === 1 && among.has(path as Way["path"]);

/** Ours: how long a program may take between two sockets. */
export const tuned = { slack: ties.slack, most: 250 } as const;

/**
 * The path of every request that was sent and every reply that was answered, from times, sizes and journeys alone, so
 * that it holds for any program. What carried a ping left its sender after the ping had gone into the device and came in
 * before the ping came out: nothing else is certain about it, and all that fits is `among`. `path` goes by two things that
 * are usual and not certain: what carries a ping is at least as large, and carries no other one.
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
  const told = new Map<Crossing, Crossing>();
  for (const between of pairs.values()) {
    for (const [crossing, ways] of waysOf(between, evidence, journeys)) told.set(crossing, travelled(crossing, ways));
  }
  return crossings.map((crossing) => told.get(crossing) ?? crossing).sort((a, b) => a.sent.at - b.sent.at);
}

interface Fitting {
  readonly all: readonly Way[];
  /** Those that are large enough, each for one ping. */
  readonly likely: readonly Way[];
}

/** Of the crossings of one direction, the ways that are possible, in order of arrival. */
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
    const known = new Set(all.filter((way) => way.path !== "untold").map((way) => way.arrival));
    const isLikely = (way: Way): boolean => way.path !== "untold" || !known.has(way.arrival);
    return { of, ways: all.filter((way) => isLikely(way) && isLargeEnough(way, of)) };
  });
  const likely = assignWays(large);
  return new Map(wants.map(({ of, ways: all }) => [of, { all, likely: likely.get(of)! }]));
}

/** A stream cuts its bytes into other segments. */
const isLargeEnough = ({ arrival: { protocol, payload } }: Way, { sent }: Crossing): boolean =>
  protocol === "tcp" ? payload.length > 0 : payload.length >= sent.payload.length;

function travelled(crossing: Crossing, { all, likely }: Fitting): Crossing {
  if (all.length === 0) return { ...crossing, path: "unknown" };
  const among = new Set(all.map((way) => way.path));
  const [last] = likely.slice(-1);
  if (last === undefined) return { ...crossing, carrier: all.at(-1)!.arrival, path: "ambiguous", among };
  const paths = new Set(likely.map((way) => way.path));
  const carrier = last.arrival;
  if (paths.size > 1 || last.path === "untold" || carrier.protocol !== "udp")
    return { ...crossing, carrier, path: "ambiguous", among };
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
