import { sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import type { CapturedPacket } from "../evidence.ts";
import { Arrivals, mayLeaveAs } from "./arrivals.ts";
import { Stopped } from "./stopped.ts";

/** Tunable, in milliseconds: ties of two interfaces' clocks, and how long a router may keep a datagram. */
export const tuned = { slack: 2, forwarding: 400 } as const;

/**
 * Of packets with equal payload at one router, in time order: each that left it, with the one that had come in, at the same
 * or another interface. Pairs with an unchanged far end are matched first, from the last backwards, each with the latest that
 * had come in: of equal datagrams of which only one passed, that is the one (a punch that was refused, and its repetition that
 * was not), and bursts stay in order. Then, of the rest, pairs with another port of the far end.
 */
export function throughRouter(group: readonly CapturedPacket[]): ReadonlyMap<CapturedPacket, CapturedPacket> {
  const pairs = new Map<CapturedPacket, CapturedPacket>();
  const into = group.filter((packet) => packet.direction === "in");
  if (into.length === 0 || into.length === group.length) return pairs;
  const [only] = into;
  if (group.length === 2) {
    const departure = group[0] === only ? group[1]! : group[0]!;
    if (mayBeThrough(only!, departure)) pairs.set(departure, only!);
    return pairs;
  }
  const arrivals = new Arrivals(into);
  const invented: CapturedPacket[] = [];
  for (const departure of group.filter((packet) => packet.direction === "out").reverse()) {
    const arrival = arrivals.take(departure, departure.at - tuned.forwarding, tuned.slack);
    if (arrival === undefined) invented.push(departure);
    else pairs.set(departure, arrival);
  }
  withAnotherPort(arrivals.free, invented.reverse(), pairs);
  return pairs;
}

/** For the usual case, one in and one out: what the general one finds. */
function mayBeThrough(arrival: CapturedPacket, departure: CapturedPacket): boolean {
  const time = departure.at - arrival.at;
  if (time < -tuned.slack || time > tuned.forwarding) return false;
  return mayLeaveAs(arrival, departure) || (time < tuned.forwarding && mayForward(arrival, departure));
}

/**
 * Linux gives the far end another port on the inside if an inside host has already sent to the real one through another
 * mapping, because it could not distinguish the two flows. The flow must be certain: if two stopped ones fit, neither is
 * said to have passed.
 */
function withAnotherPort(
  stopped: readonly CapturedPacket[],
  departures: readonly CapturedPacket[],
  pairs: Map<CapturedPacket, CapturedPacket>,
): void {
  const window = new Stopped(stopped);
  for (const departure of departures) {
    const [after, until] = [departure.at - tuned.forwarding, departure.at + tuned.slack];
    const arrival = window.take(after, until, (packet) => mayForward(packet, departure));
    if (arrival !== undefined) pairs.set(departure, arrival);
  }
}

/** Like {@link Arrivals}, except for the port of the far end. */
function mayForward(arrival: CapturedPacket, departure: CapturedPacket): boolean {
  const isFrom = (same: Same): boolean => same(arrival.from!, departure.from!);
  const isTo = (same: Same): boolean => same(arrival.to!, departure.to!);
  if (arrival.node === core) return isFrom(sameEndpoint) && isTo(sameEndpoint);
  if (departure.interface === "wan") return arrival.interface !== "wan" && isTo(sameAddress);
  if (arrival.interface === departure.interface) return true;
  return arrival.interface === "wan" ? isFrom(sameAddress) : isFrom(sameEndpoint) || isTo(sameEndpoint);
}

type Same = (a: Endpoint, b: Endpoint) => boolean;

const sameAddress: Same = (a, b) => a.address === b.address;
