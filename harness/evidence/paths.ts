import { isHostInterface } from "../topology/plan-addresses.ts";
import type { CapturedPacket, Evidence } from "./evidence.ts";
import type { Journeys } from "./journeys.ts";
import { identify } from "./parties.ts";
import type { Ping } from "./pings.ts";
import { countUpTo, tuned as ties, waysBetween, type Way } from "./ways.ts";
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
   * "none" = it never arrived; "unknown" = nothing that came in can have brought it; "ambiguous" = it can have come in
   * more than one way, or in one that cannot be followed; "elsewhere" = by a third host that is no relay.
   */
  readonly path: "direct" | "relayed" | "elsewhere" | "ambiguous" | "unknown" | "none";
  /** The relay's node, when relayed; the third host. */
  readonly relay?: string;
  /** The ways that fit, when ambiguous. */
  readonly among?: ReadonlySet<Way["path"]>;
}

/** True where the packets do not say which way it came. */
export const isUnclear = ({ path }: Crossing): boolean => path === "ambiguous" || path === "unknown";

/** True where they do not say that it did not take that path. */
export const mayHaveTaken = (it: Crossing, path: "direct" | "relayed"): boolean =>
  it.path === path || it.path === "unknown" || it.among?.has(path) === true || it.among?.has("untold") === true;

/** Ours: how long a program may take between two sockets. */
export const tuned = { slack: ties.slack, most: 250 } as const;

/**
 * The path of every request that was sent and every reply that was answered, from times, sizes and journeys alone, so
 * that it holds for any program. What carried a ping left its sender after the ping had gone into the device and came in
 * before the ping came out: nothing else is certain about it, so all that fits is a candidate, and two ways that fit are
 * no answer. A datagram carries one ping: what is the only candidate of one is none of another.
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
  for (const it of crossings) {
    if (it.arrived === undefined) continue;
    const key = `${it.from} ${it.to}`;
    pairs.set(key, [...(pairs.get(key) ?? []), it]);
  }
  const told = new Map<Crossing, Crossing>();
  for (const between of pairs.values()) {
    for (const [crossing, ways] of waysOf(between, evidence, journeys)) told.set(crossing, travelled(crossing, ways));
  }
  return crossings.map((it) => told.get(it) ?? it).sort((a, b) => a.sent.at - b.sent.at);
}

/** Of the crossings of one direction, the ways that remain possible, in order of arrival. */
function waysOf(
  crossings: readonly Crossing[],
  evidence: Evidence,
  journeys: Journeys,
): ReadonlyMap<Crossing, readonly Way[]> {
  const { from, to } = crossings[0]!;
  const least = Math.min(...crossings.map((it) => it.sent.payload.length));
  const ways = waysBetween(evidence, journeys, from, to, least);
  const wants = crossings.map((crossing): Want<Crossing> => {
    const arrived = crossing.arrived!.at + ties.slack;
    const begin = countUpTo(ways, crossing.sent.at - ties.slack, (it) => it.arrival.at);
    const end = countUpTo(ways, arrived, (it) => it.arrival.at);
    const fits = ({ arrival, left }: Way): boolean =>
      left >= crossing.sent.at - ties.slack &&
      (arrival.protocol === "tcp" || arrival.payload.length >= crossing.sent.payload.length);
    return { of: crossing, ways: ways.slice(begin, end).filter(fits) };
  });
  return assignWays(wants);
}

function travelled(crossing: Crossing, ways: readonly Way[]): Crossing {
  const [last] = ways.slice(-1);
  if (last === undefined) return { ...crossing, path: "unknown" };
  const paths = new Set(ways.map((it) => it.path));
  const carrier = last.arrival;
  if (paths.size > 1 || last.path === "untold" || carrier.protocol !== "udp")
    return { ...crossing, carrier, path: "ambiguous", among: paths };
  return { ...crossing, carrier, path: last.path, ...(last.via !== undefined && { relay: last.via }) };
}

/** The cross-check: a carrier's source address must be that of whom it came from. Undefined = it is. */
export function contradictionOf({ path, from, relay, carrier }: Crossing, evidence: Evidence): string | undefined {
  if (carrier?.from === undefined || (path !== "direct" && path !== "relayed")) return undefined;
  const party = identify(evidence, carrier.from, from);
  const expected = path === "direct" ? from : relay;
  const shown = party.is === "stranger" ? "a stranger" : party.node;
  return shown === expected ? undefined : `a datagram of ${expected} arrived from ${shown}'s address`;
}

/** Datagrams at a host's own interfaces that are big enough to carry a ping, in time order. */
export function bigDatagrams(evidence: Evidence, node: string, direction: "in" | "out"): CapturedPacket[] {
  const size = Math.min(...evidence.stimuli.map((it) => it.size));
  const packets = evidence.captures.find((it) => it.node === node)?.packets ?? [];
  return packets
    .filter((it) => it.protocol === "udp" && isHostInterface(it.interface) && it.direction === direction)
    .filter((it) => it.payload.length >= size)
    .sort((a, b) => a.at - b.at);
}
