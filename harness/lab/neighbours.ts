import { readFileSync } from "node:fs";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/**
 * The kernel keeps one table of neighbours (ARP, and one for IPv6) for all network namespaces of a machine. At
 * `gc_thresh3` entries it takes no more, and packets to new neighbours are silently lost (arp(7)).
 */
export interface NeighbourRoom {
  readonly family: "ipv4" | "ipv6";
  readonly limit: number;
  readonly used: number;
  /** How often, since the machine started, the table was full. */
  readonly refused: number;
}

/** Empty in a network namespace other than the machine's own, e.g. in a container, where the tables cannot be read. */
export function neighbourRoom(
  read: (path: string) => string = (path) => readFileSync(path, "utf8"),
): readonly NeighbourRoom[] {
  const tables = [["ipv4", "arp_cache"] as const, ["ipv6", "ndisc_cache"] as const];
  return tables.flatMap(([family, table]) => {
    try {
      const limit = Number(read(`/proc/sys/net/${family}/neigh/default/gc_thresh3`));
      const { used, refused } = statistics(read(`/proc/net/stat/${table}`));
      return Number.isFinite(limit) && Number.isFinite(used) ? [{ family, limit, used, refused }] : [];
    } catch {
      return [];
    }
  });
}

/** A line of names, then a line of hexadecimal numbers per processor; the first number is always the whole table's. */
function statistics(text: string): Pick<NeighbourRoom, "used" | "refused"> {
  const [names = [], ...processors] = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/ +/));
  const numbers = processors.map((line) => line.map((word) => parseInt(word, 16)));
  const full = names.indexOf("table_fulls");
  const refused = full < 0 ? 0 : numbers.reduce((sum, line) => sum + (line[full] ?? 0), 0);
  return { used: numbers[0]?.[0] ?? NaN, refused };
}

/**
 * The fewest entries that the network needs: for each host and its router, and for each top node and the core. How many
 * more there are depends on which hosts talk to each other, which is not known in advance.
 */
export function neighboursOf(topology: Topology): number {
  const inLans = [...walk(topology)].flatMap(({ node }) => (node.kind === "router" ? Object.keys(node.lan) : []));
  return 2 * (inLans.length + Object.keys(topology.nodes).length);
}

/**
 * Why a network of that many neighbours loses packets on this machine, and what to do; undefined when there is room.
 */
export function tooManyNeighbours(needed: number, rooms: readonly NeighbourRoom[]): string | undefined {
  const [tight] = rooms.filter(({ limit, used }) => used + needed > limit);
  if (tight === undefined) return undefined;
  return (
    `this network needs ${needed} entries of the machine's ${nameOf(tight)}, ` +
    `which holds ${tight.limit} for all namespaces together, ${tight.used} in use; packets beyond that are silently ` +
    `lost. ${raise(tight, tight.used + 2 * needed)}`
  );
}

/**
 * Why packets between the two readings may be missing, and what to do; undefined if the tables were never full.
 */
export function neighboursRefused(before: readonly NeighbourRoom[], now: readonly NeighbourRoom[]): string | undefined {
  const was = ({ family }: NeighbourRoom) => before.find((room) => room.family === family)?.refused ?? Infinity;
  const full = now.find((room) => room.refused > was(room));
  if (full === undefined) return undefined;
  return (
    `the machine's ${nameOf(full)}, which holds ${full.limit} entries for all namespaces together, was full ` +
    `${full.refused - was(full)} times during the run: packets were silently lost. ${raise(full, 4 * full.limit)}`
  );
}

const nameOf = ({ family }: NeighbourRoom): string => `${family === "ipv4" ? "ARP" : "IPv6 neighbour"} table`;

const raise = ({ family }: NeighbourRoom, to: number): string =>
  `Raise it: echo ${2 ** Math.ceil(Math.log2(to))} > /proc/sys/net/${family}/neigh/default/gc_thresh3`;
