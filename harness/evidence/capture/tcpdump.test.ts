import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import { nat } from "../../topology/nat/nat.ts";
import { host, router, topology } from "../../topology/builders.ts";
import type { AddressPlan, Interface } from "../../topology/plan/addresses.ts";
import { dissect } from "./dissect.ts";
import { followJourneys } from "../growing/growing-journeys.ts";
import { readPcap } from "./pcap.ts";
import { wiringOf } from "../journeys/wiring.ts";

const folder = join(import.meta.dirname, "captures", "one-home");
const indexes = new Map([
  ["alice", new Map([[2, "eth0"]])],
  ["sn", new Map([[2, "eth0"]])],
  ["home", new Map([[2, "lan"], [3, "wan"]])], // prettier-ignore
]);
const captures = [...indexes].map(([node, names]) => ({
  node,
  dropped: 0,
  packets: readPcap(readFileSync(join(folder, `${node}.pcap`))).map((record) => dissect(record, node, names)),
}));

const end = (node: string, name: string, address: string, peer: Interface["peer"]): Interface => ({
  node,
  name,
  addresses: [{ address, prefix: 24 }],
  peer,
});
const plan: AddressPlan = {
  interfaces: [
    end("alice", "eth0", "192.168.1.101", { node: "home", name: "lan" }),
    end("home", "lan", "192.168.1.1", { node: "alice", name: "eth0" }),
    end("home", "wan", "198.18.1.254", { node: "sn", name: "eth0" }),
    end("sn", "eth0", "198.18.1.1", { node: "home", name: "wan" }),
  ],
  gateways: {},
  probeAddresses: ["198.51.100.1", "203.0.113.1"],
  routes: [],
  routersAbove: { alice: ["home"], sn: [] },
  publicAddresses: {},
};
const net = topology("one-home", { sn: host(), home: router({ nat: nat.symmetric, lan: { alice: host() } }) });

describe("what tcpdump -i any writes", () => {
  it("holds every packet once per interface and direction", () => {
    const count = (node: string, protocol: string) =>
      captures.find((capture) => capture.node === node)!.packets.filter((packet) => packet.protocol === protocol)
        .length;
    expect(["udp", "icmp", "arp"].map((name) => count("alice", name))).toEqual([6, 4, 2]);
    expect(["udp", "icmp", "arp"].map((name) => count("home", name))).toEqual([12, 8, 4]);
    const places = captures.flatMap((capture) => capture.packets.map((packet) => `${packet.node}.${packet.interface}`));
    expect([...new Set(places)].sort()).toEqual(["alice.eth0", "home.lan", "home.wan", "sn.eth0"]);
  });

  it("tells echo requests from replies", () => {
    const echoes = captures[0]!.packets.filter((packet) => packet.echo);
    expect(
      echoes.map((packet) => [packet.direction, packet.echo!.request, packet.echo!.sequence, packet.payload.length]),
    ).toEqual([
      ["out", true, 1, 48],
      ["in", false, 1, 48],
      ["out", true, 2, 48],
      ["in", false, 2, 48],
    ]);
  });

  it("lets datagrams with equal bytes be followed through a NAT", () => {
    const wiring = wiringOf(net, plan, new Set(["alice", "home", "sn"]));
    const { all } = followJourneys(captures, wiring, instant(Infinity));
    expect(all.map((journey) => [journey.origin, journey.end, journey.hops.length])).toEqual(
      Array.from({ length: 3 }, () => [
        ["alice", { is: "delivered", node: "sn" }, 4],
        ["sn", { is: "delivered", node: "alice" }, 4],
      ]).flat(),
    );
    const [inside, , outside] = all[0]!.hops;
    expect(inside!.from).toEqual({ address: "192.168.1.101", port: 7001 });
    expect(outside!.from!.address).toBe("198.18.1.254");
    expect(outside!.from!.port).not.toBe(7001);
    expect(Math.max(...all.map((journey) => journey.hops.at(-1)!.at - journey.hops[0]!.at))).toBeLessThan(10);
  });
});
