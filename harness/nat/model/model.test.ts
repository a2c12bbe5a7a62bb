import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { instant, seconds } from "../../../src/base/instant.ts";
import { nat, type Dependence, type Translation } from "../../topology/nat/nat.ts";
import { NatModel } from "./model.ts";

const external = "198.18.1.1";
const alice: Endpoint = { address: "192.168.1.101", port: 5000 };
const bob: Endpoint = { address: "192.168.1.102", port: 5000 };
const server: Endpoint = { address: "203.0.113.1", port: 1000 };
const otherPort: Endpoint = { address: "203.0.113.1", port: 2000 };
const otherAddress: Endpoint = { address: "198.51.100.1", port: 1000 };
const at = (s: number) => instant(s * 1000);
const EI: Dependence = "endpoint-independent";
const AD: Dependence = "address-dependent";
const APD: Dependence = "address-and-port-dependent";

const model = (changes: Partial<Translation> = {}) =>
  new NatModel({ ...nat.portRestricted, ...changes }, { external, seed: 7 });

/** A NAT whose alice has sent to the server, and her external endpoint. */
function opened(changes: Partial<Translation> = {}) {
  const it = model(changes);
  return { it, face: it.outbound(alice, server, at(0))! };
}

describe("mapping (RFC 4787 §4.1)", () => {
  it.each([
    [EI, 1],
    [AD, 2],
    [APD, 3],
  ])("%s: one socket shows %i faces to two ports of one address and another address", (mapping, faces) => {
    const it = model({ mapping });
    const seen = [server, otherPort, otherAddress].map((to) => it.outbound(alice, to, at(0))!.port);
    expect(new Set(seen).size).toBe(faces);
  });
});

describe("filtering (RFC 4787 §5)", () => {
  it.each([
    [EI, [alice, alice, alice]],
    [AD, [alice, alice, undefined]],
    [APD, [alice, undefined, undefined]],
  ])("%s", (filtering, admitted) => {
    const { it, face } = opened({ filtering });
    expect([server, otherPort, otherAddress].map((from) => it.inbound(from, face, at(1)))).toEqual(admitted);
  });

  it("belongs to the mapping: what one mapping of a socket admits, another does not", () => {
    const { it, face } = opened({ mapping: APD, filtering: AD });
    it.outbound(alice, otherAddress, at(0));
    expect(it.inbound(otherAddress, face, at(0))).toBeUndefined();
  });

  it("refuses what no mapping exists for, and other addresses", () => {
    const { it, face } = opened({ filtering: EI });
    expect(it.inbound(server, { address: external, port: face.port + 1 }, at(0))).toBeUndefined();
    expect(it.inbound(server, { address: "198.18.9.9", port: face.port }, at(0))).toBeUndefined();
  });

  it("keeps the mapping where it was after refused packets from the later peer", () => {
    const { it, face } = opened();
    expect(it.inbound(otherAddress, face, at(0))).toBeUndefined();
    expect(it.outbound(alice, otherAddress, at(0))).toEqual(face);
  });
});

describe("port allocation (RFC 4787 §4.2)", () => {
  it("keeps the inside port, and keeps two hosts on one port apart", () => {
    const it = model();
    expect(it.outbound(alice, server, at(0))).toEqual({ address: external, port: 5000 });
    const clash = it.outbound(bob, otherAddress, at(0))!;
    expect(clash.port).not.toBe(5000);
    expect(it.outbound(bob, server, at(0))).toEqual(clash);
    expect(it.outbound(alice, otherAddress, at(0))!.port).toBe(5000);
  });

  it("keeps the inside port once: a second mapping of the socket comes from the pool", () => {
    const { it, face } = opened({ mapping: APD });
    expect(face.port).toBe(5000);
    expect(it.outbound(alice, otherPort, at(0))!.port).toBeGreaterThanOrEqual(40_000);
  });

  it("counts upwards when sequential", () => {
    const it = model({ mapping: APD, ports: "sequential" });
    expect([server, otherPort, otherAddress].map((to) => it.outbound(alice, to, at(0))!.port)).toEqual([
      40_000, 40_001, 40_002,
    ]);
  });

  it("drops what it has no port for", () => {
    const pool = { first: 40_000, last: 40_001, size: 2 };
    const it = new NatModel(nat.symmetric, { external, seed: 1, pool });
    const faces = [server, otherPort, otherAddress].map((to) => it.outbound(alice, to, at(0)));
    expect(faces.map((face) => face !== undefined)).toEqual([true, true, false]);
    expect(it.outbound(alice, otherAddress, at(200))).toBeDefined();
  });
});

describe("idle mappings (RFC 4787 §4.3)", () => {
  it("live for the idle time after the last outbound packet", () => {
    const { it, face } = opened({ idle: seconds(30), refresh: "outbound" });
    it.outbound(alice, server, at(20));
    expect(it.inbound(server, face, at(49.9))).toEqual(alice);
    expect(it.inbound(server, face, at(50))).toBeUndefined();
  });

  it.each([
    ["outbound", undefined],
    ["both", alice],
  ] as const)("refresh %s: inbound packets alone keep it or not", (refresh, admitted) => {
    const { it, face } = opened({ idle: seconds(30), refresh });
    expect(it.inbound(server, face, at(20))).toEqual(alice);
    expect(it.inbound(server, face, at(40))).toEqual(admitted);
  });

  it("gets a new port after expiry, unless the tracker still knows the flow", () => {
    const { it, face } = opened({ ports: "sequential", idle: seconds(30), refresh: "outbound" });
    it.inbound(server, face, at(29.8));
    expect(it.outbound(alice, server, at(30.5))).toEqual(face);
    expect(it.outbound(alice, server, at(70))).not.toEqual(face);
  });
});

describe("flows from outside", () => {
  it.each([
    ["both", "as long as a mapping lives", 29, 60],
    ["outbound", "as long as the tracker remembers them", 0.5, 2],
  ] as const)("are answered from the port they came in on: refreshed by %s, %s", (refresh, _life, soon, late) => {
    const { it, face } = opened({ mapping: APD, filtering: EI, ports: "random", idle: seconds(30), refresh });
    expect(it.inbound(otherAddress, face, at(0))).toEqual(alice);
    expect(it.outbound(alice, otherAddress, at(soon))).toEqual(face);
    expect(it.outbound(alice, otherAddress, at(late))).not.toEqual(face);
  });

  it("do not move a mapping that was there before", () => {
    const { it, face } = opened({ mapping: APD, filtering: EI, ports: "random" });
    const own = it.outbound(alice, otherAddress, at(0))!;
    expect(it.inbound(otherAddress, face, at(0))).toEqual(alice);
    expect(it.outbound(alice, otherAddress, at(0.5))).toEqual(own);
  });
});

describe("hairpin (RFC 4787 §6)", () => {
  it("is refused if the NAT does not hairpin", () => {
    const { it, face } = opened({ filtering: EI });
    expect(it.hairpin(bob, face, at(0))).toBeUndefined();
  });

  it("shows the sender's external endpoint", () => {
    const { it, face } = opened({ filtering: EI, hairpin: "external-source" });
    const bobFace = it.outbound(bob, server, at(0))!;
    expect(it.hairpin(bob, face, at(0))).toEqual({ from: bobFace, to: alice });
    expect(it.hairpin(alice, bobFace, at(0))).toEqual({ from: face, to: bob });
  });

  it("is filtered by the external endpoint: both must have sent", () => {
    const { it, face } = opened({ hairpin: "external-source" });
    const bobFace = it.outbound(bob, server, at(0))!;
    expect(it.hairpin(bob, face, at(0))).toBeUndefined();
    expect(it.hairpin(alice, bobFace, at(0))).toEqual({ from: face, to: bob });
    expect(it.hairpin(bob, face, at(0))).toEqual({ from: bobFace, to: alice });
  });
});

it("a router without NAT changes and refuses nothing", () => {
  const plain = new NatModel(nat.none, { external, seed: 1 });
  expect(plain.outbound(alice, server, at(0))).toBe(alice);
  expect(plain.inbound(server, alice, at(0))).toBe(alice);
});

describe("Linux's masquerade", () => {
  const masquerade = (overloading: "guarded" | "unguarded") => model({ overloading });

  it("shares a port between two hosts as long as their peers differ, and then moves one", () => {
    const it = masquerade("guarded");
    expect(it.outbound(alice, server, at(0))!.port).toBe(5000);
    expect(it.outbound(bob, otherAddress, at(0))!.port).toBe(5000);
    expect(it.inbound(server, { address: external, port: 5000 }, at(1))).toEqual(alice);
    expect(it.inbound(otherAddress, { address: external, port: 5000 }, at(1))).toEqual(bob);
    const moved = it.outbound(bob, server, at(1))!.port;
    expect(moved).not.toBe(5000);
    expect(it.outbound(bob, otherPort, at(1))!.port).toBe(moved);
  });

  it.each([
    ["guarded", true],
    ["unguarded", false],
  ] as const)("%s: a refused packet leaves the mapping where it was: %s", (overloading, stays) => {
    const it = masquerade(overloading);
    const face = it.outbound(alice, server, at(0))!;
    expect(it.inbound(otherAddress, face, at(1))).toBeUndefined();
    expect(it.outbound(alice, otherAddress, at(2))!.port === face.port).toBe(stays);
  });
});

describe("a router without translation", () => {
  const firewall = { filtering: AD, idle: seconds(30), refresh: "outbound" } as const;
  const wall = () => new NatModel({ translates: false, firewall }, { external, seed: 1 });

  it("changes no endpoint, and lets packets in while its firewall has a hole for them", () => {
    const it = wall();
    expect(it.inbound(server, alice, at(0))).toBeUndefined();
    expect(it.outbound(alice, server, at(0))).toEqual(alice);
    expect(it.inbound(otherPort, alice, at(29))).toEqual(alice);
    expect(it.inbound(otherAddress, alice, at(29))).toBeUndefined();
    expect(it.inbound(server, alice, at(31))).toBeUndefined();
  });

  it("lets out only what its egress admits, and in only the answers", () => {
    const it = new NatModel({ translates: false, egress: { udp: [1000], refusal: "silent" } }, { external, seed: 1 });
    expect(it.outbound(alice, server, at(0))).toEqual(alice);
    expect(it.outbound(alice, otherPort, at(0))).toBeUndefined();
    expect(it.inbound(server, alice, at(0))).toEqual(alice);
    expect(it.inbound(otherPort, alice, at(0))).toBeUndefined();
  });
});

describe("blocks of ports (RFC 7422)", () => {
  it("are used up by one host without harm to the other, and free again when mappings expire", () => {
    const it = model({ block: 2, ports: "sequential", mapping: APD, idle: seconds(30) });
    const ports = [server, otherPort, otherAddress].map((to) => it.outbound(alice, to, at(0))?.port);
    expect(ports).toEqual([40_010, 40_011, undefined]);
    expect(it.outbound(bob, server, at(0))!.port).toBe(40_012);
    expect(it.outbound(alice, otherAddress, at(31))!.port).toBe(40_010);
  });
});
