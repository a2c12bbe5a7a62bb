import { readFileSync } from "node:fs";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/**
 * The kernel keeps one table of neighbours (ARP, and one for IPv6) for all network namespaces of a machine. At
 * `gc_thresh3` entries it takes no more, and packets to new neighbours are lost without a word (arp(7)).
 */
export interface NeighbourRoom {
  readonly family: "ipv4" | "ipv6";
  readonly limit: number;
  readonly used: number;
}

/** Read where the machine's own network is seen; nothing in another network namespace, e.g. in a container. */
export function neighbourRoom(
  read: (path: string) => string = (path) => readFileSync(path, "utf8"),
): readonly NeighbourRoom[] {
  const tables = [["ipv4", "arp_cache"] as const, ["ipv6", "ndisc_cache"] as const];
  return tables.flatMap(([family, table]) => {
    try {
      const limit = Number(read(`/proc/sys/net/${family}/neigh/default/gc_thresh3`));
      // A line of names, then a line of hexadecimal numbers a processor, each with the whole table's count in front.
      const [, first = ""] = read(`/proc/net/stat/${table}`).split("\n");
      const used = parseInt(first, 16);
      return Number.isFinite(limit) && Number.isFinite(used) ? [{ family, limit, used }] : [];
    } catch {
      return [];
    }
  });
}

/** Where every host speaks to every other, in its LAN and in one overlay: the most entries that the network can need. */
export function neighboursOf(topology: Topology): number {
  const pairs = (members: number) => members * (members - 1);
  const nodes = [...walk(topology)].map(({ node }) => node);
  const hosts = nodes.filter(({ kind }) => kind === "host").length;
  const lans = nodes.flatMap((node) => (node.kind === "router" ? [pairs(Object.keys(node.lan).length + 1)] : []));
  // A cable from the core to each node at the top.
  return lans.reduce((sum, it) => sum + it, pairs(hosts) + 2 * Object.keys(topology.nodes).length);
}

/** Why a network of that many neighbours may lose packets on this machine, and what to do; undefined when there is room. */
export function tooManyNeighbours(needed: number, rooms: readonly NeighbourRoom[]): string | undefined {
  const [tight] = rooms.filter(({ limit, used }) => used + needed > limit);
  if (tight === undefined) return undefined;
  const { family, limit, used } = tight;
  const setting = `net.${family}.neigh.default.gc_thresh3`;
  return (
    `this network can need ${needed} entries of the machine's ${family === "ipv4" ? "ARP" : "IPv6 neighbour"} table, ` +
    `which holds ${limit} for all namespaces together, ${used} in use; packets beyond are lost without a word. ` +
    `Raise it: echo ${2 ** Math.ceil(Math.log2(used + 2 * needed))} > /proc/sys/${setting.replaceAll(".", "/")}`
  );
}
