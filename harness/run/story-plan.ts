import { milliseconds } from "../../src/base/instant.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/** How both worlds ping through the overlay: bigger than any control message, so that what carries pings stands out. */
export const echo = { interval: milliseconds(50), size: 400 } as const;

/** Echoes between the two ends of a lossy cable, so that enough is lost to be counted; no program has to do with them. */
export const load = { interval: milliseconds(4), size: 32 } as const;

/** What edges are given when a scenario does not care. */
export const usual = { community: "natlab", key: "correct horse battery staple", transform: "aes" } as const;

/** Overlay addresses by host, with prefix length: 10.77.0.1 onwards in the order of the topology. */
export function planOverlay(topology: Topology): Readonly<Record<string, string>> {
  const hosts = [...walk(topology)].filter(({ node }) => node.kind === "host");
  return Object.fromEntries(hosts.map(({ name }, index) => [name, `10.77.0.${index + 1}/24`]));
}
