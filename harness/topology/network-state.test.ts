import { describe, expect, it } from "vitest";
import { multiHomed } from "../../topologies/multi-homed.ts";
import { roaming } from "../../topologies/roaming.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { parseLink } from "./link-spec.ts";
import { nat } from "./nat/nat.ts";
import { presets } from "./nat/presets.ts";
import { NetworkState } from "./network-state.ts";
import { partitionOf } from "./partition.ts";

const homes = () => new NetworkState(twoHomes({ natA: nat.symmetric, natB: presets.cgnat.nat }), 7);

describe("a router", () => {
  it("gets another zone and seed each time", () => {
    const state = homes();
    const before = state.router("homeA");
    const after = state.fresh("homeA");
    expect(after).toMatchObject({ nat: nat.symmetric, external: before.external, zone: before.zone + 1 });
    expect(after.seed).not.toBe(before.seed);
    expect(state.router("homeB").zone).toBe(1);
  });

  it("gets free addresses, as many as it had, and everybody behind it shows these", () => {
    const state = homes();
    const before = state.router("homeB").external;
    expect(before).toHaveLength(2);
    const { external } = state.renumber("homeB");
    expect(external).toHaveLength(2);
    expect(external.some((name) => before.includes(name))).toBe(false);
    expect(state.addresses.publicAddresses["bob"]).toEqual(external);
    expect(state.addresses.formerly?.["bob"]).toEqual(before);
    expect(state.renumber("homeB").external.some((name) => [...before, ...external].includes(name))).toBe(false);
  });

  it("cannot start or stop translating, because its hosts keep their addresses", () => {
    for (const one of ["public", "firewall"] as const) {
      const other = presets[one].nat;
      expect(() => homes().fresh("homeA", { declared: other, nat: other })).toThrow(
        "homeA cannot stop translating: the hosts behind it have private addresses",
      );
    }
    const open = new NetworkState(twoHomes({ natA: nat.none, natB: nat.none }), 7);
    expect(() => open.fresh("homeA", { declared: nat.fullCone, nat: nat.fullCone })).toThrow(
      "homeA cannot start translating: the hosts behind it have public addresses",
    );
    const { nat: firewall } = presets.firewall;
    expect(open.fresh("homeA", { declared: firewall, nat: firewall }).nat).toEqual(firewall);
    expect(open.router("homeB").nat).toEqual(nat.none);
  });

  it("knows what its cable does", () => {
    const state = homes();
    state.changeLink("homeA", parseLink({ loss: 1 }));
    expect(state.link("homeA").up.loss).toBe(1);
    expect(state.link("alice").up.loss).toBe(0);
    expect(() => state.link("nobody")).toThrow("unknown node nobody; choose from sn, homeA");
  });

  it("cannot become a NAT that needs more addresses than it has, and must exist", () => {
    expect(() => homes().fresh("homeA", { nat: presets.cgnat.nat })).toThrow("homeA has 1 addresses and would need 2");
    expect(() => homes().router("homeC")).toThrow("unknown router homeC; choose from homeA, homeB");
  });
});

describe("a host on the internet", () => {
  it("gets another address, which everybody sees, and never the same again", () => {
    const state = homes();
    expect(state.readdress("sn")).toEqual(["198.18.1.2"]);
    expect(state.addresses.publicAddresses["sn"]).toEqual(["198.18.1.2"]);
    expect(state.addresses.formerly?.["sn"]).toEqual(["198.18.1.1"]);
    expect(state.addresses.publicAddresses["alice"]).toEqual(["198.18.2.1"]);
    expect(state.readdress("sn")).toEqual(["198.18.1.3"]);
    expect(() => state.readdress("alice")).toThrow(
      "alice gets no other address: it is neither a host on the internet nor one with DHCP",
    );
    expect(() => state.readdress("homeA")).toThrow("homeA gets no other address");
  });
});

describe("a host with DHCP", () => {
  it("gets another address of its LAN, and shows the same on the internet", () => {
    const state = new NetworkState(twoHomes({ natA: nat.symmetric, natB: nat.symmetric, leaseA: "10s" }), 7);
    expect(state.readdress("alice")).toEqual(["192.168.1.2"]);
    expect(state.attachment("alice")?.address).toBe("192.168.1.2");
    expect(state.addresses.publicAddresses["alice"]).toEqual(["198.18.2.1"]);
    expect(state.addresses.formerly?.["alice"]).toEqual(["192.168.1.101"]);
    expect(() => state.readdress("bob")).toThrow("neither a host on the internet nor one with DHCP");
  });
});

describe("a host that roams", () => {
  it("takes another interface, address, gateway and public address, and comes back to its own", () => {
    const state = new NetworkState(roaming(), 7);
    const home = state.attachment("alice");
    expect(home).toEqual({ router: "homeA", name: "eth0", address: "192.168.1.101", gateway: "192.168.1.1" });
    const away = state.roam("alice", "cafe");
    expect(away).toMatchObject({ name: "eth1", address: "192.168.2.102", gateway: "192.168.2.1" });
    expect(state.addresses.publicAddresses["alice"]).toEqual(state.router("cafe").external);
    expect(state.addresses.routersAbove["alice"]).toEqual(["cafe"]);
    expect(state.addresses.formerly?.["alice"]).toEqual(state.router("homeA").external);
    expect(state.roam("alice", "homeA")).toEqual(home);
  });

  it("goes only where it has a cable", () => {
    const state = new NetworkState(roaming(), 7);
    expect(() => state.roam("alice", "homeB")).toThrow("alice cannot move to homeB: it has a cable in homeA, cafe");
    expect(() => state.roam("sn", "cafe")).toThrow("it has a cable in no LAN");
  });
});

describe("a host with two uplinks", () => {
  const state = () => new NetworkState(multiHomed(), 7);

  it("is in both LANs from the start, and shows the address of the one that its default route takes", () => {
    const it = state();
    expect(it.uplinks("alice")).toMatchObject([
      { router: "homeA", name: "eth0", gateway: "192.168.1.1" },
      { router: "lte", name: "eth1", address: "192.168.2.102", gateway: "192.168.2.1" },
    ]);
    expect(it.addresses.publicAddresses["alice"]).toEqual(it.router("homeA").external);
    it.switchTo("alice", "lte");
    expect(it.attachment("alice")).toMatchObject({ router: "lte", name: "eth1" });
    expect(it.uplinks("alice").map(({ router }) => router)).toEqual(["lte", "homeA"]);
    expect(it.addresses.publicAddresses["alice"]).toEqual(it.router("lte").external);
    expect(it.addresses.routersAbove["alice"]).toEqual(["lte"]);
    expect(it.addresses.formerly?.["alice"]).toEqual(it.router("homeA").external);
  });

  it("uses the next one while the cable of the first is unplugged, and the first again afterwards", () => {
    const it = state();
    expect(it.unplug("alice")).toBe("eth0");
    expect(it.attachment("alice")?.router).toBe("lte");
    expect(() => it.switchTo("alice", "homeA")).toThrow("alice cannot switch to homeA: that cable is unplugged");
    expect(it.unplug("alice")).toBe("eth1");
    expect(it.uplinks("alice")).toEqual([]);
    expect([...it.unplugged]).toEqual(["alice"]);
    expect(it.plug("alice")).toEqual(["eth0", "eth1"]);
    expect(it.attachment("alice")?.router).toBe("homeA");
    expect(it.unplugged.size).toBe(0);
  });

  it("switches only to what it has", () => {
    expect(() => state().switchTo("alice", "homeB")).toThrow(
      "alice has no uplink homeB to switch to; it has homeA, lte",
    );
    expect(() => state().switchTo("bob", "homeB")).toThrow("bob has no uplink homeB to switch to; it has homeB");
    expect(() => state().switchTo("sn", "lte")).toThrow("it has none");
  });
});

describe("a partition", () => {
  it("has one name, whoever is named first, and is between public addresses", () => {
    const { addresses } = homes();
    expect(partitionOf(addresses, "bob", "alice").name).toBe(partitionOf(addresses, "alice", "bob").name);
    expect(partitionOf(addresses, "alice", "bob")).toMatchObject({
      a: ["198.18.2.1"],
      b: ["198.18.3.1", "198.18.3.2"],
    });
  });

  it("is refused where the internet is not between the two", () => {
    const { addresses } = new NetworkState(roaming(), 7);
    expect(() => partitionOf(addresses, "alice", "anna")).toThrow("are both 198.18.2.1 to the internet");
  });
});
