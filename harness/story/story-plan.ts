import { milliseconds } from "../../src/base/instant.ts";
import type { Random } from "../../src/base/random.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/**
 * How both worlds ping through the overlay. `size` and `largest`: bytes of ICMP data; more than any control message has,
 * so that datagrams with pings stand out, and few enough for one datagram of a program that sends no more than 1200 at a time.
 */
export const echo = { interval: milliseconds(25), size: 400, largest: 1100 } as const;

/** Random for each run, so that a program cannot be written to send other datagrams of the same size. */
export const echoSize = (random: Random): number => echo.size + (random.u32() % (echo.largest - echo.size + 1));

/**
 * Echoes between the two ends of an impaired cable, independent of any program, so that there are enough packets to count.
 * `headers`: bytes of Ethernet, IP and ICMP. `longest`: bytes of data with which they fill a line of up to 2 Mbit/s, from several processes because one does not keep to the
 * interval.
 */
export const load = { interval: milliseconds(4), size: 32, longest: 1400, headers: 42, processes: 3 } as const;

/** Overlay addresses by host, with prefix length: 10.77.0.1 onwards in the order of the topology. */
export function planOverlay(topology: Topology): Readonly<Record<string, string>> {
  const hosts = [...walk(topology)].filter(({ node }) => node.kind === "host");
  return Object.fromEntries(hosts.map(({ name }, index) => [name, `10.77.0.${index + 1}/24`]));
}
