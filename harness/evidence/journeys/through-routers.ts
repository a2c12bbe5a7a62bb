import { endpointKey, sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import type { CapturedPacket } from "../evidence.ts";
import { groupBy } from "./pairing.ts";
import { payloadKey } from "../capture/payload-key.ts";
import { countUpTo } from "../count-up-to.ts";
import type { Wiring } from "./wiring.ts";

/** Ours, in milliseconds: the tie of two interfaces' clocks, and how long a router may keep a datagram. */
export const tuned = { slack: 2, forwarding: 400 } as const;

/**
 * By what went out of a router, what had come in: at one interface, and out at the same or another. What fits with the
 * far end unchanged is taken first; of the rest, what fits with another port of the far end.
 */
export function throughRouters(
  packets: readonly CapturedPacket[],
  wiring: Wiring,
): Map<CapturedPacket, CapturedPacket> {
  const pairs = new Map<CapturedPacket, CapturedPacket>();
  const forwarded = packets.filter((it) => wiring.kindOf(it.node) === "router");
  const groups = [...groupBy(forwarded, payloadKey).values()].flatMap((it) => [...groupBy(it, nodeOf).values()]);
  for (const group of groups) {
    const departures = group.filter((it) => it.direction === "out");
    const free = new Set(departures);
    const stopped: CapturedPacket[] = [];
    let first = 0;
    for (const arrival of group.filter((it) => it.direction === "in")) {
      while (first < departures.length && departures[first]!.at < arrival.at - tuned.slack) first++;
      const soon: CapturedPacket[] = [];
      for (let i = first; i < departures.length && departures[i]!.at <= arrival.at + tuned.forwarding; i++)
        if (free.has(departures[i]!)) soon.push(departures[i]!);
      const departure = soon.find((it) => mayForward(arrival, it, sameEndpoint));
      if (departure === undefined) {
        stopped.push(arrival);
        continue;
      }
      free.delete(departure);
      pairs.set(departure, arrival);
    }
    withAnotherPort(stopped, free, pairs);
  }
  return pairs;
}

const nodeOf = ({ node }: CapturedPacket): string => node;

/**
 * Linux gives the far end another port on the inside where an inside host has already sent to the real one through
 * another mapping, since it could not tell the two flows apart. Which flow it was must be certain: where two that fit were
 * stopped, neither is said to have passed.
 */
function withAnotherPort(
  stopped: readonly CapturedPacket[],
  departures: Iterable<CapturedPacket>,
  pairs: Map<CapturedPacket, CapturedPacket>,
): void {
  const used = new Set<CapturedPacket>();
  for (const departure of departures) {
    const begin = countUpTo(stopped, departure.at - tuned.forwarding, (it) => it.at);
    const end = countUpTo(stopped, departure.at + tuned.slack, (it) => it.at);
    const fit = stopped.slice(begin, end).filter((it) => mayForward(it, departure, sameAddress));
    const flows = new Set(fit.map((it) => `${endpointKey(it.from!)} ${endpointKey(it.to!)}`));
    const arrival = fit.find((it) => !used.has(it));
    if (flows.size !== 1 || arrival === undefined) continue;
    used.add(arrival);
    pairs.set(departure, arrival);
  }
}

type Same = (a: Endpoint, b: Endpoint) => boolean;

const sameAddress: Same = (a, b) => a.address === b.address;

/**
 * The core changes nothing; a NAT the source on the way out and the destination on the way in, so that equal bytes from two
 * hosts are not taken for one journey; a hairpin, out at the inside where it came in, both. `same` is asked of what a NAT keeps.
 */
function mayForward(arrival: CapturedPacket, departure: CapturedPacket, same: Same): boolean {
  const source = (as: Same): boolean => as(arrival.from!, departure.from!);
  const destination = (as: Same): boolean => as(arrival.to!, departure.to!);
  if (arrival.node === core) return source(sameEndpoint) && destination(sameEndpoint);
  if (departure.interface === "wan") return arrival.interface !== "wan" && destination(same);
  if (arrival.interface === departure.interface) return true;
  return arrival.interface === "wan" ? source(same) : source(sameEndpoint) || destination(sameEndpoint);
}
