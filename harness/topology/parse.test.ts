import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { nat64Home } from "../../topologies/nat64-home.ts";
import { multiHomed } from "../../topologies/multi-homed.ts";
import { sameLan } from "../../topologies/same-lan.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { host, router, topology } from "./builders.ts";
import { nat } from "./nat/nat.ts";
import { parseTopology } from "./parse.ts";

describe("parseTopology", () => {
  it.each([
    twoHomes({ natA: nat.symmetric, natB: nat.none, builtA: nat.fullCone, linkA: { delay: "20ms", loss: "5%" } }),
    sameLan({ link: { rate: "10mbit", up: { rate: "1mbit" } } }),
    topology("nested", {
      isp: router({ nat: nat.fullCone, lan: { home: router({ nat: nat.none, lan: { a: host() } }) } }),
    }),
    twoHomes({ natA: nat.symmetric, natB: nat.none, dns: true, leaseA: "10s" }),
    nat64Home({ natA: nat.symmetric, natB: nat.none }),
    multiHomed({ linkLte: { delay: "30ms" } }),
  ])("reads back what JSON made of a topology", (value) => {
    expect(parseTopology(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });

  it("takes names of NATs and links as people write them", () => {
    const written = {
      name: "mine",
      nodes: { home: { kind: "router", nat: "symmetric", link: { delay: "20ms" }, lan: { alice: { kind: "host" } } } },
    };
    expect(parseTopology(written)).toEqual(
      topology("mine", { home: router({ nat: nat.symmetric, link: { delay: "20ms" }, lan: { alice: host() } }) }),
    );
  });

  const home = { kind: "router", nat: "symmetric", lan: { alice: { kind: "host" } } };
  it.each([
    [undefined, "topology: "],
    [{ name: "t", nodes: { a: { kind: "switch" } } }, "nodes.a.kind: "],
    [
      { name: "t", nodes: { home: { ...home, nat: "conical" } } },
      "nodes.home.nat: expected a NAT: one of none, fullCone",
    ],
    [
      { name: "t", nodes: { home: { ...home, link: { delay: "fast" } } } },
      'nodes.home.link.delay: "fast" is not a duration; write e.g. "20ms"',
    ],
    [
      { name: "t", nodes: { home: { ...home, link: { delay: null } } } },
      "nodes.home.link.delay: expected text with a unit",
    ],
    [{ name: "t", nodes: { home, alice: { kind: "host" } } }, "nodes.alice: the name is taken by nodes.home.lan.alice"],
    [{ name: "t", nodes: { home: { ...home, lan: {} } } }, "nodes.home.lan: 0 nodes; write 1 to 100"],
    [
      { name: "t", nodes: { home: { ...home, lan: { a: { kind: "host", addresses: 2 } } } } },
      "nodes.home.lan.a.addresses: only a host at the top has several",
    ],
    [{ name: "t", nodes: { thirteenchars: { kind: "host" } } }, "12 characters at most"],
    [{ name: "t", nodes: { "a.lan": { kind: "host" } } }, "is not a node name"],
    [
      { name: "t", nodes: { home: { ...home, lan: { a: { kind: "host", uplinks: ["lte"] } } } } },
      'nodes.home.lan.a.uplinks: "lte" is not a router; choose from home',
    ],
    [
      { name: "t", nodes: { home: { ...home, lan: { a: { kind: "host", uplinks: ["home"] } } } } },
      "nodes.home.lan.a.uplinks: home is named twice, or is the router that the host is behind already",
    ],
    [
      { name: "t", nodes: { home, b: { kind: "host", uplinks: ["home"] } } },
      "nodes.b.uplinks: a public host has none; put it in the LAN of its first router",
    ],
    [
      {
        name: "t",
        nodes: {
          home: { ...home, ipv6: "ipv6-home", lan: { a: { kind: "host", uplinks: ["lte"] } } },
          lte: { ...home, lan: { b: { kind: "host" } } },
        },
      },
      "a host with uplinks has IPv4 only; leave out the ipv6 of home",
    ],
    [
      {
        name: "t",
        nodes: {
          home: { ...home, lan: { a: { kind: "host", uplinks: ["lte"], roams: ["lte"] } } },
          lte: { ...home, lan: { b: { kind: "host" } } },
        },
      },
      "a host either roams or has uplinks; leave one out",
    ],
    [
      { name: "t", nodes: { home: { ...home, dhcp: { lease: "1s" } } } },
      "nodes.home.dhcp.lease: 1000 ms; write whole seconds, 2 at least",
    ],
    [{ name: "t", nodes: { home: { ...home, dhcp: { lease: "long" } } } }, 'dhcp.lease: "long" is not a duration'],
    [
      {
        name: "t",
        nodes: {
          home: { ...home, dhcp: { lease: "10s" } },
          cafe: { ...home, lan: { bob: { kind: "host", roams: ["home"] } } },
        },
      },
      "nodes.home.dhcp: bob roams or has uplinks, which needs a fixed address; leave one out",
    ],
    [
      { name: "t", nodes: { home: { ...home, nat64: true } } },
      "nodes.home.nat64: its LAN needs IPv6; write e.g. ipv6:",
    ],
    [
      { name: "t", nodes: { home: { ...home, nat64: true, ipv6: "ipv6-home", nat: "none" } } },
      "nodes.home.nat64: it translates to an IPv4 address of the router, so nat must translate",
    ],
    [
      { name: "t", nodes: { home: { ...home, nat64: true, ipv6: "ipv6-home", dhcp: { lease: "10s" } } } },
      "nodes.home.nat64: its hosts have no IPv4; leave out dhcp and portMapping",
    ],
    [
      { name: "t", nodes: { home: { ...home, nat64: true, ipv6: "ipv6-home", lan: { inner: home } } } },
      "nodes.home.nat64: inner is a router, which would have no IPv4",
    ],
    [
      {
        name: "t",
        nodes: {
          home: { ...home, nat64: true, ipv6: "ipv6-home" },
          cafe: { ...home, lan: { bob: { kind: "host", roams: ["home"] } } },
        },
      },
      "nodes.home.nat64: bob roams or has uplinks, which needs IPv4; leave one out",
    ],
    [{ name: "t", nodes: { internet: { kind: "host" } } }, "choose another name"],
  ])("refuses %j and says where", (value, message) => {
    expect(() => parseTopology(value)).toThrow(ConfigError);
    expect(() => parseTopology(value)).toThrow(message);
  });
});
