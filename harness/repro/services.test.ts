import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { nat64Home } from "../../topologies/nat64-home.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { planLab } from "../lab/plan.ts";
import { host, router, topology } from "../topology/builders.ts";
import { nat } from "../topology/nat/nat.ts";
import { NetworkState } from "../topology/network-state.ts";
import type { Topology } from "../topology/topology.ts";
import { leaseLines, nameLines, servicesPart, type ServicesPart } from "./services.ts";

const nats = { natA: nat.symmetric, natB: nat.portRestricted };
const mapping = topology("mapping", {
  sn: host(),
  homeA: router({ nat: "symmetric", portMapping: ["pcp", "nat-pmp"], lan: { alice: host() } }),
});
const planOf = (net: Topology) => planLab(net, new NetworkState(net, 1).addresses);
const partOf = (net: Topology): ServicesPart => servicesPart(planOf(net));
const textOf = ({ tools, functions, starts }: ServicesPart): string => [...tools, ...functions, ...starts].join("\n");

describe("services in a script", () => {
  it.each<[string, Topology]>([
    ["names", twoHomes({ ...nats, dns: true })],
    ["leases", twoHomes({ ...nats, leaseA: "4s" })],
    ["NAT64 with names", nat64Home(nats)],
    ["port mapping", mapping],
  ])("are what a shell understands: %s", (_, net) => {
    expect(spawnSync("sh", ["-n"], { input: textOf(partOf(net)), encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" }); // prettier-ignore
  });

  it("need nothing where there are none", () => {
    expect(partOf(twoHomes(nats))).toEqual({ tools: [], functions: [], starts: [] });
  });

  it.each<[string, Topology, string]>([
    [
      "names",
      twoHomes({ ...nats, dns: true }),
      "repro: dnsmasq is missing, and names resolve in this network; on Debian: apt-get install dnsmasq-base\n",
    ],
    [
      "NAT64",
      nat64Home(nats),
      "repro: tayga is missing, and this network has NAT64; on Debian: apt-get install tayga\n",
    ],
    [
      "port mapping",
      mapping,
      "repro: miniupnpd is missing, and a router of this network maps ports when asked; on Debian: apt-get install miniupnpd-nftables\n",
    ],
  ])("say in one line which Debian package is missing: %s", (_, net, complaint) => {
    const input = partOf(net).tools.findLast((line) => complaint.includes(line.split(" ")[2]!))!;
    const { status, stderr } = spawnSync("/bin/sh", ["-c", input], { encoding: "utf8", env: { PATH: "/nowhere" } });
    expect({ status, stderr }).toEqual({ status: 69, stderr: complaint });
  });

  it("answer for the names that each server knows, the hosts of its LAN too", () => {
    const { starts } = partOf(twoHomes({ ...nats, dns: true }));
    expect(starts.find((line) => line.startsWith("answer homeA "))).toMatch(/^198\.18\.1\.1 sn\.test$[^]*^192\.168\.1\.101 alice\.test$/m); // prettier-ignore
    expect(starts.find((line) => line.startsWith("answer internet "))).not.toContain("alice");
    expect(nameLines([{ node: "sn", records: { "sn.test": ["198.18.1.7", "2001:db8::1"] } }])).toEqual([
      "answer sn <<'END'\n198.18.1.7 sn.test\n2001:db8::1 sn.test\nEND",
    ]);
  });

  it("give hosts the addresses that they got by DHCP, at first and later", () => {
    const plan = planOf(twoHomes({ ...nats, leaseA: "4s" }));
    expect(servicesPart(plan).starts).toContain("ip -n natlab-alice addr add 192.168.1.101/24 dev eth0");
    expect(leaseLines({ alice: "192.168.1.77" }, plan).slice(1)).toEqual([
      "ip -n natlab-alice -4 addr flush dev eth0",
      "ip -n natlab-alice addr add 192.168.1.77/24 dev eth0",
      "ip -n natlab-alice route replace default via 192.168.1.1",
    ]);
  });
});
