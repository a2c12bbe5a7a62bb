import type { AddressPlan } from "../../topology/plan/addresses.ts";
import { core, isHostInterface } from "../../topology/plan/plan-addresses.ts";
import { dataLength } from "../capture/data-length.ts";
import { countUpTo } from "../count-up-to.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import type { Journeys } from "../journeys/journeys.ts";
import { isRelayEndpoint } from "../journeys/parties.ts";

/** One way by which something that left one edge can have reached another. */
export interface Way {
  /** "untraced" = it cannot be followed back: neither UDP nor TCP, or no capture has the start of its journey. */
  readonly path: "direct" | "relayed" | "elsewhere" | "untraced";
  /** The last node before the receiver, if not the sender itself. */
  readonly via?: string;
  /** At the receiver's own interface. */
  readonly arrival: CapturedPacket;
  /** The latest time at which it can have left the sender. */
  readonly left: number;
  /** It came from a host to which the sender is not seen to have sent: counts only if nothing else came in. */
  readonly loose?: true;
}

/** Tunable: ties of two captures' clocks. */
export const tuned = { slack: 2 } as const;

/** A packet from the sender's own interface, and where it was delivered. */
interface Leg {
  readonly start: number;
  readonly end: number;
  /** The host that received it; absent = unknown. */
  readonly node?: string;
  /** At a relay's port. */
  readonly relay: boolean;
}

/**
 * Everything that `to` received and that can have come from `from`, in order of arrival: directly; via a relay, to which
 * something had been sent before; via another host; or untraced. By times only: contents belong to the program.
 */
export function waysBetween(evidence: Evidence, journeys: Journeys, from: string, to: string): readonly Way[] {
  const legs = legsFrom(evidence, journeys, from, to);
  const toRelays = latestBefore(legs.filter((leg) => leg.relay));
  const toOthers = latestBefore(legs.filter((leg) => !leg.relay && leg.node !== undefined));
  const untraced = latestBefore(legs.filter((leg) => leg.node === undefined));
  const departures = ownPackets(evidence, from, "out").map(({ at }) => ({ start: at, end: at, relay: false }));
  const anywhere = latestBefore(departures);
  const way = (path: Way["path"], arrival: CapturedPacket, left: number | undefined, via?: string): Way[] =>
    left === undefined ? [] : [{ path, arrival, left, ...(via !== undefined && { via }) }];
  return ownPackets(evidence, to, "in").flatMap((arrival) => {
    const first = journeys.through(arrival)[0]?.hops[0];
    if (first === undefined || first.direction === "in") return way("untraced", arrival, anywhere(arrival.at));
    const { node: origin } = first;
    if (origin === from) return way("direct", arrival, first.at);
    if (origin === to) return [];
    const [path, latest] = isRelayEndpoint(evidence, first.from!)
      ? (["relayed", toRelays] as const)
      : (["elsewhere", toOthers] as const);
    const loose = way("untraced", arrival, anywhere(first.at), origin).map((found) => ({
      ...found,
      loose: true as const,
    }));
    const followed = [
      ...way(path, arrival, latest(first.at), origin),
      ...way("untraced", arrival, untraced(first.at), origin),
    ];
    return [...followed, ...loose];
  });
}

/** When the last leg that had arrived by a given time left. */
function latestBefore(legs: readonly Leg[]): (time: number) => number | undefined {
  const sorted = [...legs].sort((a, b) => a.end - b.end);
  const starts: number[] = [];
  for (const { start } of sorted) starts.push(Math.max(start, starts.at(-1) ?? -Infinity));
  return (time) => {
    const n = countUpTo(sorted, time + tuned.slack, (leg) => leg.end);
    return n === 0 ? undefined : starts[n - 1];
  };
}

function legsFrom(evidence: Evidence, journeys: Journeys, from: string, to: string): Leg[] {
  return ownPackets(evidence, from, "out").flatMap((packet): Leg[] => {
    const start = packet.at;
    const all = journeys.through(packet).filter(({ hops }) => hops[0] === packet);
    if (packet.protocol !== "udp" && all.length === 0) return [{ start, end: start, relay: false }];
    return all.flatMap(({ hops, end }): Leg[] => {
      // A datagram that is under way has not arrived yet; one that was refused or lost never will.
      if (end.is !== "delivered" || end.node === to) return [];
      const last = hops.at(-1)!;
      return [{ start, end: last.at, node: end.node, relay: isRelayEndpoint(evidence, last.to!) }];
    });
  });
}

/** IP packets at a host's own interfaces, in time order; of TCP those with data, as the others carry nothing. */
function ownPackets({ captures, addresses }: Evidence, node: string, direction: "in" | "out"): CapturedPacket[] {
  const routers = routersOwn(addresses);
  return captures
    .filter((capture) => capture.node === node)
    .flatMap(({ packets }) => packets)
    .filter((packet) => packet.direction === direction && isHostInterface(packet.interface) && !packet.overheard)
    .filter((packet) => packet.protocol !== "tcp" || dataLength(packet) > 0)
    .filter(({ from, to }) => from !== undefined && !routers.has((direction === "in" ? from : to!).address))
    .sort((a, b) => a.at - b.at);
}

const routersAddresses = new WeakMap<AddressPlan, ReadonlySet<string>>();

/** Addresses of routers alone: no program runs there, so nothing that they send or receive carries a ping. */
function routersOwn(plan: AddressPlan): ReadonlySet<string> {
  let own = routersAddresses.get(plan);
  if (own === undefined) {
    const facing = plan.interfaces.filter(({ node, name }) => node === core || name === "lan");
    routersAddresses.set(
      plan,
      (own = new Set(facing.flatMap((iface) => iface.addresses.map(({ address }) => address)))),
    );
  }
  return own;
}
