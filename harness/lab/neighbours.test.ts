import { describe, expect, it } from "vitest";
import { host, router, topology } from "../topology/builders.ts";
import { neighbourRoom, neighboursOf, neighboursRefused, tooManyNeighbours } from "./neighbours.ts";

const lanOf = (count: number) =>
  topology(`lan-of-${count}`, {
    sn: host(),
    home: router({ nat: "home", lan: Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}`, host()])) }),
  });

/** As the kernel prints them; one line of numbers per processor. */
const files: Readonly<Record<string, string>> = {
  "/proc/sys/net/ipv4/neigh/default/gc_thresh3": "8192\n",
  "/proc/net/stat/arp_cache": "entries  allocs   table_fulls\n00000053 000033b3 0000000f\n00000053 000030f2 00000001\n",
  "/proc/sys/net/ipv6/neigh/default/gc_thresh3": "1024\n",
  "/proc/net/stat/ndisc_cache": "entries  allocs   destroys\n0000000a 000033b3 00003f11\n",
};
const readFrom = (known: Readonly<Record<string, string>>) => (path: string) => {
  if (known[path] === undefined) throw new Error("ENOENT");
  return known[path];
};

describe("the machine's neighbour tables", () => {
  const rooms = neighbourRoom(readFrom(files));

  it("are read with limit and use", () => {
    expect(rooms).toEqual([
      { family: "ipv4", limit: 8192, used: 83, refused: 16 },
      { family: "ipv6", limit: 1024, used: 10, refused: 0 },
    ]);
  });

  it("are unknown in a network namespace other than the machine's own", () => {
    expect(neighbourRoom(readFrom({}))).toEqual([]);
    expect(neighbourRoom(readFrom({ "/proc/net/stat/arp_cache": "entries\n" }))).toEqual([]);
  });

  it("have room for forty hosts on one segment, which may be quiet, and none for a thousand", () => {
    // Forty cables in the LAN, two at the top, each known at both ends.
    expect(neighboursOf(lanOf(40))).toBe(84);
    expect(tooManyNeighbours(neighboursOf(lanOf(40)), rooms)).toBeUndefined();
    expect(tooManyNeighbours(2004, rooms)).toBe(
      "this network needs 2004 entries of the machine's IPv6 neighbour table, which holds 1024 for all namespaces " +
        "together, 10 in use; packets beyond that are silently lost. " +
        "Raise it: echo 4096 > /proc/sys/net/ipv6/neigh/default/gc_thresh3",
    );
  });

  it("report afterwards that they were full", () => {
    expect(neighboursRefused(rooms, rooms)).toBeUndefined();
    expect(neighboursRefused([], rooms)).toBeUndefined();
    expect(neighboursRefused(rooms, [{ ...rooms[0]!, refused: 19 }, rooms[1]!])).toBe(
      "the machine's ARP table, which holds 8192 entries for all namespaces together, was full 3 times during the run: " +
        "packets were silently lost. Raise it: echo 32768 > /proc/sys/net/ipv4/neigh/default/gc_thresh3",
    );
  });

  it("are not required to have more than is known to be needed", () => {
    expect(tooManyNeighbours(1e6, [])).toBeUndefined();
    const [ipv4] = rooms;
    expect(tooManyNeighbours(ipv4!.limit - ipv4!.used, [ipv4!])).toBeUndefined();
    expect(tooManyNeighbours(ipv4!.limit - ipv4!.used + 1, [ipv4!])).toContain("ARP table");
  });
});
