import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/base/config-error.ts";
import { host, router, topology } from "../builders.ts";
import { natTrouble } from "./check.ts";
import { presets } from "./presets.ts";
import { describeNat, nat, type Nat, type Translation } from "./nat.ts";
import { parseTopology } from "../parse.ts";

const home = (middlebox: Nat) => topology("t", { home: router({ nat: middlebox, lan: { a: host() } }) });

describe("a preset", () => {
  it.each(Object.entries(presets))(
    "%s can be, says what it is after, and survives a file",
    (name, { nat: it, ...of }) => {
      expect(natTrouble(it)).toBeUndefined();
      expect(of.imitates.length * of.source.length).toBeGreaterThan(0);
      expect(parseTopology(JSON.parse(JSON.stringify(home(it))))).toEqual(home(it));
      const written = { name: "t", nodes: { home: { kind: "router", nat: name, lan: { a: { kind: "host" } } } } };
      expect(parseTopology(written)).toEqual(home(it));
    },
  );

  it("is known to the builders by name", () => {
    expect(router({ nat: "hotel", lan: { a: host() } }).nat).toBe(presets.hotel.nat);
  });
});

describe("an impossible NAT", () => {
  const base = nat.portRestricted;
  it.each<[Partial<Translation>, string]>([
    [{ range: { first: 2000, last: 1000 } }, "nodes.home.nat.range: "],
    [{ block: 0, ports: "random" }, "nodes.home.nat.block: write how many"],
    [{ block: 64 }, 'nodes.home.nat.block: ports of a block are handed out; write ports "sequential"'],
    [{ block: 64, ports: "random", range: { first: 5000, last: 5999 } }, "nodes.home.nat.block: 16 blocks do not fit"],
    [{ limit: 0 }, "nodes.home.nat.limit: "],
    [{ pooling: { addresses: 1, kind: "paired" } }, "nodes.home.nat.pooling.addresses: "],
    [{ overloading: "guarded", filtering: "endpoint-independent" }, "nodes.home.nat.overloading "],
    [{ overloading: "guarded", parity: true }, "nodes.home.nat.overloading "],
    [{ egress: { udp: [0], refusal: "silent" } }, "nodes.home.nat.egress: "],
  ])("%j is refused, and it is said what would be right", (change, said) => {
    expect(() => home({ ...base, ...change })).toThrow(ConfigError);
    expect(() => home({ ...base, ...change })).toThrow(said);
  });
});

describe("the description of", () => {
  it.each<[string, Nat]>([
    ["public", nat.none],
    ["symmetric", nat.symmetric],
    ["firewall APDF", presets.firewall.nat],
    ["symmetric, UDP blocked, TCP only to 80, 443", presets.hotel.nat],
    ["symmetric, 2 addresses arbitrary", presets.mobile.nat],
    ["port-restricted, overloading", presets["linux-masquerade"].nat],
    ["full-cone, blocks of 64 ports, 2 addresses paired", presets.cgnat.nat],
  ])("%s", (said, middlebox) => {
    expect(describeNat(middlebox)).toBe(said);
  });
});
