import { describe, expect, it } from "vitest";
import { nat64Home } from "../../../topologies/nat64-home.ts";
import { nat } from "../../topology/nat/nat.ts";
import { host, router, topology } from "../../topology/builders.ts";
import { NetworkState } from "../../topology/network-state.ts";
import { checkNames, dnsServers } from "./servers.ts";

const home = router({ nat: "home", lan: { alice: host({ uplinks: ["lte"] }), anna: host() } });
const lte = router({ nat: "symmetric", lan: { flat: router({ nat: "home", lan: { Carl: host() } }) } });
const net = topology("t", { sn: host({ ipv6: true, addresses: 2 }), home, lte }, { dns: true });

const answers = (state: NetworkState) =>
  Object.fromEntries(dnsServers(state.topology, state.addresses).map(({ node, records }) => [node, records]));

const everybody = {
  "sn.test": ["198.18.1.1", "198.18.1.2", "2001:db8:0:1::1"],
  "home.test": ["198.18.2.1"],
  "lte.test": ["198.18.3.1"],
};

describe("names", () => {
  it("lead to what is on the internet, and in a LAN also to its hosts and those above it", () => {
    expect(answers(new NetworkState(net, 1))).toEqual({
      internet: everybody,
      home: { ...everybody, "alice.test": ["192.168.1.101"], "anna.test": ["192.168.1.102"] },
      lte: everybody,
      flat: { ...everybody, "carl.test": ["192.168.3.101"] },
    });
  });

  it("follow a host to its other uplink, and a public one to other addresses", () => {
    const state = new NetworkState(net, 1);
    state.switchTo("alice", "lte");
    state.readdress("sn");
    const moved = { ...everybody, "sn.test": ["198.18.1.3", "198.18.1.4", "2001:db8:0:1::1"] };
    expect(answers(state)).toEqual({
      internet: moved,
      home: { ...moved, "anna.test": ["192.168.1.102"] },
      lte: { ...moved, "alice.test": ["100.64.2.102"] },
      flat: { ...moved, "alice.test": ["100.64.2.102"], "carl.test": ["192.168.3.101"] },
    });
  });

  it("have addresses behind NAT64 too, in an IPv6-only home (RFC 6147, RFC 7050)", () => {
    const net = nat64Home({ natA: nat.symmetric, natB: nat.symmetric });
    const { homeA, homeB } = answers(new NetworkState(net, 1));
    expect(homeA).toMatchObject({
      "sn.test": ["198.18.1.1", "2001:db8:64::c612:101"],
      "alice.test": ["2001:db8:1:2::101"],
      "ipv4only.arpa": ["192.0.0.170", "192.0.0.171", "2001:db8:64::c000:aa", "2001:db8:64::c000:ab"],
    });
    expect(homeB!["sn.test"]).toEqual(["198.18.1.1"]);
    expect(homeB!["ipv4only.arpa"]).toBeUndefined();
  });

  it("do not exist in a topology without DNS", () => {
    const without = topology("t", { sn: host() });
    expect(dnsServers(without, new NetworkState(without, 1).addresses)).toEqual([]);
    expect(() => checkNames(without)).toThrow(
      'byName: names do not resolve in t; write topology("t", { … }, { dns: true })',
    );
    expect(() => checkNames(net)).not.toThrow();
  });
});
