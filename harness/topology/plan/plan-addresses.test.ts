import { describe, expect, it } from "vitest";
import { nat64Home } from "../../../topologies/nat64-home.ts";
import { sameLan } from "../../../topologies/same-lan.ts";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { nat64Of, type Nat64 } from "../../lab/nat64.ts";
import { host, router, topology } from "../builders.ts";
import { nat } from "../nat/nat.ts";
import { address6Of, ipv4AddressesOf, ipv4AddressOf, planAddresses } from "./plan-addresses.ts";

const homes = planAddresses(twoHomes({ natA: nat.symmetric, natB: nat.fullCone }));

describe("IPv6", () => {
  const plan = planAddresses(
    topology("t", {
      sn: host({ ipv6: true }),
      v4: host(),
      home: router({ nat: "home", ipv6: "ipv6-home", lan: { alice: host(), anna: host() } }),
      site: router({ nat: "home", ipv6: "nptv6", lan: { bob: host() } }),
      flat: router({ nat: "home", ipv6: "nat66", lan: { carl: host() } }),
    }),
  );

  it("comes after IPv4, where it was asked for", () => {
    expect(plan.publicAddresses).toMatchObject({
      sn: ["198.18.1.1", "2001:db8:0:1::1"],
      v4: ["198.18.2.1"],
      alice: ["198.18.3.1", "2001:db8:1:3::101"],
      anna: ["198.18.3.1", "2001:db8:1:3::102"],
      bob: ["198.18.4.1", "2001:db8:2:4:1e2::101"],
      carl: ["198.18.5.1", "2001:db8:0:5::1"],
    });
    expect(address6Of(plan, "bob", "eth0")).toBe("fd4e:324e:0:4::101");
    expect(ipv4AddressOf(plan, "bob", "eth0")).toBe("192.168.2.101");
    expect(address6Of(plan, "v4", "eth0")).toBeUndefined();
  });

  it("has routes to what is not one router's address", () => {
    expect(plan.routes.map(({ to, via }) => `${to.address}/${to.prefix} via ${via}`)).toEqual([
      "2001:db8:1:3::/64 via 2001:db8:0:3::1",
      "2001:db8:2:4::/64 via 2001:db8:0:4::1",
    ]);
    expect(plan.ipv6!.gateways).toMatchObject({ sn: "2001:db8:0:1::fe", alice: "2001:db8:1:3::1" });
  });

  it("is absent if no node has it", () => {
    expect(homes.ipv6).toBeUndefined();
    expect(JSON.stringify(homes)).not.toContain("2001:");
  });
});

describe("NAT64", () => {
  const net = nat64Home({ natA: nat.symmetric, natB: nat.symmetric });
  const plan = planAddresses(net);

  it("leaves hosts IPv6 alone, and an IPv4 address that only their router knows", () => {
    const eth0 = plan.interfaces.find(({ node, name }) => node === "alice" && name === "eth0")!;
    expect(eth0.addresses).toEqual([{ address: "2001:db8:1:2::101", prefix: 64 }]);
    expect(plan.nat64).toEqual({ alice: "192.168.1.101", anna: "192.168.1.102" });
    expect(plan.gateways["alice"]).toBeUndefined();
    expect(plan.publicAddresses["alice"]).toEqual(["198.18.2.1", "2001:db8:1:2::101"]);
    expect(plan.gateways["bob"]).toBe("192.168.2.1");
  });

  it("is configured with one address for each host", () => {
    const [{ router, config, routes }] = nat64Of(net, plan) as [Nat64];
    expect(router).toBe("homeA");
    expect(config).toContain("map 192.168.1.102 2001:db8:1:2::102\n");
    expect(config).toContain("prefix 2001:db8:64::/96\n");
    expect(routes).toContain("route add 192.168.1.101/32 dev nat64");
  });
});

describe("planAddresses", () => {
  it("gives every node at the top its own network with the core at .254", () => {
    expect([ipv4AddressOf(homes, "sn", "eth0"), ipv4AddressOf(homes, "homeA", "wan")]).toEqual([
      "198.18.1.1",
      "198.18.2.1",
    ]);
    expect(ipv4AddressOf(homes, "internet", "to-homeA")).toBe("198.18.2.254");
    expect(homes.gateways).toEqual({
      sn: "198.18.1.254",
      homeA: "198.18.2.254",
      alice: "192.168.1.1",
      homeB: "198.18.3.254",
      bob: "192.168.2.1",
    });
  });

  it("joins a host that is alone in its LAN to its router without a switch", () => {
    const alice = homes.interfaces.find(({ node }) => node === "alice");
    expect(alice).toMatchObject({ name: "eth0", peer: { node: "homeA", name: "lan" } });
    expect(ipv4AddressOf(homes, "homeA", "lan")).toBe("192.168.1.1");
    expect(homes.interfaces.some(({ node }) => node === "homeA.lan")).toBe(false);
  });

  it("shows hosts behind a NAT with the NAT's address", () => {
    expect(homes.publicAddresses).toMatchObject({ sn: ["198.18.1.1"], alice: ["198.18.2.1"], bob: ["198.18.3.1"] });
    expect(homes.routersAbove).toEqual({ sn: [], alice: ["homeA"], bob: ["homeB"] });
  });

  it("puts several hosts of one LAN on a switch, in one prefix", () => {
    const plan = planAddresses(sameLan());
    expect([ipv4AddressOf(plan, "alice", "eth0"), ipv4AddressOf(plan, "bob", "eth0")]).toEqual([
      "192.168.1.101",
      "192.168.1.102",
    ]);
    const ports = plan.interfaces.filter(({ node }) => node === "home.lan");
    expect(ports.map(({ name, addresses }) => [name, addresses.length])).toEqual([
      ["to-home", 0],
      ["to-alice", 0],
      ["to-bob", 0],
    ]);
    expect(plan.interfaces.filter(({ node, name }) => node === "home" && name === "lan")).toHaveLength(1);
  });

  it("puts the WAN of an inner router on the outer LAN", () => {
    const inner = router({ nat: nat.symmetric, lan: { alice: host() } });
    const plan = planAddresses(topology("t", { isp: router({ nat: nat.fullCone, lan: { home: inner } }) }));
    expect(ipv4AddressOf(plan, "home", "wan")).toBe("100.64.1.101");
    expect(ipv4AddressOf(plan, "alice", "eth0")).toBe("192.168.2.101");
    expect(plan.publicAddresses["alice"]).toEqual(["198.18.1.1"]);
    expect(plan.routersAbove["alice"]).toEqual(["home", "isp"]);
    expect(plan.routes).toEqual([]);
  });

  it("routes the public LANs of routers without NAT, through each other", () => {
    const inner = router({ nat: nat.none, lan: { alice: host() } });
    const plan = planAddresses(topology("t", { outer: router({ nat: nat.none, lan: { inner } }) }));
    expect(plan.publicAddresses["alice"]).toEqual(["198.19.2.101"]);
    expect(plan.routes).toEqual([
      { node: "internet", to: { address: "198.19.1.0", prefix: 24 }, via: "198.18.1.1" },
      { node: "outer", to: { address: "198.19.2.0", prefix: 24 }, via: "198.19.1.101" },
      { node: "internet", to: { address: "198.19.2.0", prefix: 24 }, via: "198.18.1.1" },
    ]);
  });

  it("keeps a routed LAN behind a translation private, and unknown beyond it", () => {
    const inner = router({ nat: nat.none, lan: { alice: host() } });
    const plan = planAddresses(topology("t", { outer: router({ nat: nat.symmetric, lan: { inner } }) }));
    expect(plan.publicAddresses["alice"]).toEqual(["198.18.1.1"]);
    expect(plan.routes).toEqual([{ node: "outer", to: { address: "192.168.2.0", prefix: 24 }, via: "192.168.1.101" }]);
  });

  it("gives a public host all its addresses", () => {
    const plan = planAddresses(topology("t", { sn: host({ addresses: 2 }) }));
    expect(plan.publicAddresses["sn"]).toEqual(["198.18.1.1", "198.18.1.2"]);
  });

  it("uses every address once", () => {
    const plan = planAddresses(topology("t", { two: host({ addresses: 2 }), ...sameLan().nodes }));
    const all = plan.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address));
    expect(new Set(all).size).toBe(all.length);
    expect(all).not.toContain(plan.probeAddresses[0]);
  });
});

describe("a NAT that pools", () => {
  const pools = { ...nat.symmetric, pooling: { addresses: 3, kind: "arbitrary" } } as const;

  it("has as many addresses as it pools, at the top and in a LAN", () => {
    const home = (lan: string) => router({ nat: pools, lan: { [lan]: host() } });
    const plan = planAddresses(
      topology("t", { top: home("a"), isp: router({ nat: nat.fullCone, lan: { x: home("b"), y: home("c") } }) }),
    );
    expect(ipv4AddressesOf(plan, "top", "wan")).toEqual(["198.18.1.1", "198.18.1.2", "198.18.1.3"]);
    expect(plan.publicAddresses.a).toEqual(["198.18.1.1", "198.18.1.2", "198.18.1.3"]);
    expect(ipv4AddressesOf(plan, "y", "wan")).toEqual(["100.64.2.104", "100.64.2.105", "100.64.2.106"]);
  });

  it("has room for the one that is really built", () => {
    const plan = planAddresses(topology("t", { home: router({ nat: "home", builtAs: pools, lan: { a: host() } }) }));
    expect(ipv4AddressesOf(plan, "home", "wan")).toHaveLength(3);
  });
});
