import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import { core, isHostInterface } from "../../topology/plan/plan-addresses.ts";
import { dataLength } from "../capture/data-length.ts";
import { countUpTo } from "../count-up-to.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import type { Journeys } from "../journeys/journeys.ts";
import { relayEndpoints } from "../journeys/parties.ts";

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
  const departures = ownPackets(evidence, from, "out");
  const isRelay = relayEndpoints(evidence);
  const legs = legsOf(departures, journeys, to, isRelay);
  const toRelays = latestBefore(legs.filter((leg) => leg.relay));
  const toOthers = latestBefore(legs.filter((leg) => !leg.relay && leg.node !== undefined));
  const untraced = latestBefore(legs.filter((leg) => leg.node === undefined));
  const anywhere = (time: number): number | undefined =>
    departures[countUpTo(departures, time + tuned.slack, ({ at }) => at) - 1]?.at;
  const ways: Way[] = [];
  for (const arrival of ownPackets(evidence, to, "in")) {
    const first = journeys.through(arrival)[0]?.hops[0];
    if (first === undefined || first.direction === "in") {
      const left = anywhere(arrival.at);
      if (left !== undefined) ways.push({ path: "untraced", arrival, left });
      continue;
    }
    const { node: via, at } = first;
    if (via === from) ways.push({ path: "direct", arrival, left: at });
    if (via === from || via === to) continue;
    const [path, latest] = isRelay(first.from!) ? (["relayed", toRelays] as const) : (["elsewhere", toOthers] as const);
    const [known, unknown, loose] = [latest(at), untraced(at), anywhere(at)];
    if (known !== undefined) ways.push({ path, arrival, left: known, via });
    if (unknown !== undefined) ways.push({ path: "untraced", arrival, left: unknown, via });
    if (loose !== undefined) ways.push({ path: "untraced", arrival, left: loose, via, loose: true });
  }
  return ways;
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

function legsOf(
  departures: readonly CapturedPacket[],
  journeys: Journeys,
  to: string,
  isRelay: (endpoint: Endpoint) => boolean,
): Leg[] {
  const legs: Leg[] = [];
  for (const packet of departures) {
    const start = packet.at;
    let isKnown = false;
    for (const { hops, end } of journeys.through(packet)) {
      if (hops[0] !== packet) continue;
      isKnown = true;
      // A datagram that is under way has not arrived yet; one that was refused or lost never will.
      if (end.is !== "delivered" || end.node === to) continue;
      const last = hops.at(-1)!;
      legs.push({ start, end: last.at, node: end.node, relay: isRelay(last.to!) });
    }
    if (!isKnown && packet.protocol !== "udp") legs.push({ start, end: start, relay: false });
  }
  return legs;
}

/** IP packets at a host's own interfaces, in time order; of TCP those with data, as the others carry nothing. */
function ownPackets({ captures, addresses }: Evidence, node: string, direction: "in" | "out"): CapturedPacket[] {
  const routers = routersOwn(addresses);
  const own: CapturedPacket[] = [];
  for (const capture of captures) {
    if (capture.node !== node) continue;
    for (const packet of capture.packets) {
      if (packet.direction !== direction || packet.overheard || !isHostInterface(packet.interface)) continue;
      if (packet.protocol === "tcp" && dataLength(packet) === 0) continue;
      const { from, to } = packet;
      if (from !== undefined && !routers.has((direction === "in" ? from : to!).address)) own.push(packet);
    }
  }
  return own.sort((a, b) => a.at - b.at);
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
