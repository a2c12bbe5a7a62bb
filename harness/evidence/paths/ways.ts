import type { AddressPlan } from "../../topology/plan/addresses.ts";
import { core, isHostInterface } from "../../topology/plan/plan-addresses.ts";
import { countUpTo } from "../count-up-to.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import type { Journeys } from "../journeys/journeys.ts";
import { isRelayEndpoint } from "../journeys/parties.ts";

/** One way in which something that left one edge can have reached another: what came in, and what it came from. */
export interface Way {
  /** "untold" = it cannot be followed back: no UDP, or a journey whose beginning no capture holds. */
  readonly path: "direct" | "relayed" | "elsewhere" | "untold";
  /** Whence it came last, when not from the sender itself. */
  readonly via?: string;
  /** At the receiver's own interface. */
  readonly arrival: CapturedPacket;
  /** When it left the sender, at the latest. */
  readonly left: number;
  /** It came from elsewhere, and what left the sender is not seen to have gone there: where nothing else came in. */
  readonly loose?: true;
}

/** Ours: ties of two captures' clocks. */
export const tuned = { slack: 2 } as const;

/** What the sender's own interface sent, and where it was delivered. */
interface Leg {
  readonly start: number;
  readonly end: number;
  /** The host that got it; undefined = unknown. */
  readonly node?: string;
  /** At a relay's port. */
  readonly relay: boolean;
}

/**
 * Everything that came to `to` and can have come from `from`, in order of arrival: straight; by a relay, to which something
 * had gone before; by another host; or untold. Times only: what is inside is the program's.
 */
export function waysBetween(evidence: Evidence, journeys: Journeys, from: string, to: string): readonly Way[] {
  const legs = legsFrom(evidence, journeys, from, to);
  const toRelays = latestBefore(legs.filter((leg) => leg.relay));
  const toOthers = latestBefore(legs.filter((leg) => !leg.relay && leg.node !== undefined));
  const untold = latestBefore(legs.filter((leg) => leg.node === undefined));
  const departures = ownPackets(evidence, from, "out").map(({ at }) => ({ start: at, end: at, relay: false }));
  const anywhere = latestBefore(departures);
  const way = (path: Way["path"], arrival: CapturedPacket, left: number | undefined, via?: string): Way[] =>
    left === undefined ? [] : [{ path, arrival, left, ...(via !== undefined && { via }) }];
  return ownPackets(evidence, to, "in").flatMap((arrival) => {
    const first = journeys.through(arrival)[0]?.hops[0];
    if (first === undefined || first.direction === "in") return way("untold", arrival, anywhere(arrival.at));
    const { node: origin } = first;
    if (origin === from) return way("direct", arrival, first.at);
    if (origin === to) return [];
    const [path, latest] = isRelayEndpoint(evidence, first.from!)
      ? (["relayed", toRelays] as const)
      : (["elsewhere", toOthers] as const);
    const loose = way("untold", arrival, anywhere(first.at), origin).map((found) => ({
      ...found,
      loose: true as const,
    }));
    const followed = [
      ...way(path, arrival, latest(first.at), origin),
      ...way("untold", arrival, untold(first.at), origin),
    ];
    return [...followed, ...loose];
  });
}

/** Of the legs that were over at a time, when the one that left last did so. */
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
    if (packet.protocol !== "udp") return [{ start, end: start, relay: false }];
    const all = journeys.through(packet).filter(({ hops }) => hops[0] === packet);
    return all.flatMap(({ hops, end }): Leg[] => {
      // What is under way has brought nothing yet, and what was refused or lost never will.
      if (end.is !== "delivered" || end.node === to) return [];
      const last = hops.at(-1)!;
      return [{ start, end: last.at, node: end.node, relay: isRelayEndpoint(evidence, last.to!) }];
    });
  });
}

/** IP packets at a host's own interfaces, in time order. */
function ownPackets({ captures, addresses }: Evidence, node: string, direction: "in" | "out"): CapturedPacket[] {
  const routers = routersOwn(addresses);
  return captures
    .filter((capture) => capture.node === node)
    .flatMap(({ packets }) => packets)
    .filter((packet) => packet.direction === direction && isHostInterface(packet.interface) && !packet.overheard)
    .filter(({ from, to }) => from !== undefined && !routers.has((direction === "in" ? from : to!).address))
    .sort((a, b) => a.at - b.at);
}

const routersAddresses = new WeakMap<AddressPlan, ReadonlySet<string>>();

/** What routers show as themselves alone: no program runs there, so nothing that they say or hear carries a ping. */
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
