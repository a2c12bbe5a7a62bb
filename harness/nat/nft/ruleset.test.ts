import { describe, expect, it } from "vitest";
import { milliseconds, seconds } from "../../../src/base/instant.ts";
import { asked } from "../../nftables-json/asked.ts";
import { nat, type Dependence, type PortAllocation, type Translation } from "../../topology/nat/nat.ts";
import { presets } from "../../topology/nat/presets.ts";
import { presets6 } from "../../topology/nat/presets-ipv6.ts";
import { portsInOrder, usualPool } from "./pool.ts";
import { rulesetFor, rulesetFor6, type NatPlace } from "./ruleset.ts";

const at: NatPlace = {
  external: "198.51.100.11",
  wan: "wan",
  lan: "lan",
  seed: 1,
  zone: 7,
  pool: { first: 40_000, last: 59_999, size: 4 },
};
const dependences: Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const squares = dependences.flatMap((mapping) => dependences.map((filtering) => ({ mapping, filtering })));

const APD: Dependence = "address-and-port-dependent";

/** The rules of one chain. */
function rules(text: string, chain: string): string[] {
  const [, body] = new RegExp(`chain ${chain} \\{\n([^}]*(?:\\{[^}]*\\}[^}]*)*?)\n  \\}`).exec(text) ?? [];
  return (body ?? "").split("\n").map((line) => line.trim());
}

describe("the ruleset of", () => {
  it.each([
    ["full-cone", nat.fullCone],
    ["port-restricted-hairpin", { ...nat.portRestricted, hairpin: "external-source" as const }],
    [
      "address-dependent",
      { ...nat.addressRestricted, mapping: "address-dependent" as const, refresh: "outbound" as const },
    ],
    ["symmetric", nat.symmetric],
    ["public", nat.none],
    ["port-restricted-internal-hairpin", { ...nat.portRestricted, hairpin: "internal-source" as const }],
    ["blocks-with-parity", { ...nat.symmetric, block: 4, parity: true, limit: 40 }],
    ["paired", { ...nat.portRestricted, pooling: { addresses: 2, kind: "paired" as const } }],
    [
      "arbitrary",
      { ...nat.symmetric, pooling: { addresses: 2, kind: "arbitrary" as const }, refresh: "inbound" as const },
    ],
    ["changes-on-clash", { ...nat.portRestricted, change: { on: "clash" as const, mapping: APD } }],
    ["changes-under-load", { ...nat.portRestricted, change: { on: "load" as const, mappings: 48, mapping: APD } }],
    ["masquerade", presets["linux-masquerade"].nat],
    ["firewall", presets.firewall.nat],
    ["corporate", presets.corporate.nat],
  ])("%s", async (name, one) => {
    await expect(rulesetFor(one, { ...at, others: ["198.51.100.12"] })).toMatchFileSnapshot(`./rulesets/${name}.nft`);
  });
});

describe("the IPv6 ruleset of", () => {
  it.each(Object.keys(presets6) as (keyof typeof presets6)[])("%s", async (name) => {
    const prefixes = { inside: "fd4e:324e:0:1", ...(name === "nptv6" && { outside: "2001:db8:2:1" }) };
    const text = rulesetFor6(presets6[name].nat, { ...at, external: "2001:db8:0:1::1" }, prefixes);
    await expect(text).toMatchFileSnapshot(`./rulesets/${name}.nft`);
  });
});

describe.each(squares)("$mapping mapping with $filtering filtering", (square) => {
  const text = rulesetFor({ ...nat.portRestricted, ...square }, at);
  const width = (dependence: Dependence) => dependences.indexOf(dependence);

  it("keys its mappings by exactly what they depend on", () => {
    const [, type] = /map udp_out \{ type (.*?) : inet_service;/.exec(text)!;
    expect(type!.split(" . ")).toEqual(
      ["ipv4_addr", "inet_service", "ipv4_addr", "inet_service"].slice(0, 2 + width(square.mapping)),
    );
  });

  it("lets in by exactly what it filters on, before conntrack", () => {
    const admitted = [
      "udp dport @udp_in accept",
      "udp dport . ip saddr @udp_peers accept",
      "udp dport . ip saddr . udp sport @udp_peers accept",
    ];
    expect(rules(text, "udp_inbound")).toEqual([admitted[width(square.filtering)], "counter drop"]);
    expect(rules(text, "pre_raw").slice(0, 2)).toEqual([
      "type filter hook prerouting priority raw; policy accept;",
      "ct zone set 7",
    ]);
    expect(text.includes("udp_peers")).toBe(square.filtering !== "endpoint-independent");
  });

  it("treats TCP like UDP, except for the lifetime of mappings", () => {
    const chains = asked(text)[0]!.chains;
    for (const { name } of chains.filter((chain) => chain.name.startsWith("udp_"))) {
      const translated = rules(text, name).map((rule) => rule.replaceAll("udp", "tcp").replaceAll("120s", "7440s"));
      expect(rules(text, name.replace("udp", "tcp"))).toEqual(translated);
    }
  });
});

describe("options", () => {
  const ruleset = (change: Partial<Translation>, place: Partial<NatPlace> = {}) =>
    rulesetFor({ ...nat.portRestricted, ...change }, { ...at, ...place });

  it("only a preserving NAT claims the inside port before it asks the pool", () => {
    const first = (ports: PortAllocation) => rules(ruleset({ ports }), "udp_map")[1];
    expect(first("preserving")).toBe("udp sport != @udp_in goto udp_claim");
    expect(first("sequential")).toBe("jump udp_next");
    expect(first("random")).toBe("jump udp_next");
  });

  it("only a hairpinning NAT turns packets from the LAN", () => {
    expect(rules(ruleset({ hairpin: "none" }), "pre_nat").join()).not.toContain('"lan"');
    expect(rules(ruleset({ hairpin: "external-source" }), "pre_nat").join()).toContain('iifname { "wan", "lan" }');
  });

  it("inbound packets refresh only when both directions do", () => {
    expect(ruleset({ refresh: "outbound" })).not.toContain("refresh_in");
    expect(ruleset({ refresh: "both" })).toContain("jump udp_refresh_in");
  });

  it.each([
    [seconds(30), "30s"],
    [milliseconds(1500), "1500ms"],
  ])("%i ms of idleness are written %s", (idle, written) => {
    expect(rules(ruleset({ idle }), "udp_claim")[1]).toContain(`timeout ${written} :`);
  });

  it("replaces its table and nothing else", () => {
    const text = ruleset({}, { table: "home" });
    expect(text.split("\n").slice(0, 3)).toEqual(["table ip home", "delete table ip home", "table ip home {"]);
    expect(asked(text).map(({ name }) => name)).toEqual(["home"]);
  });

  it.each([0, 65_536, 1.5])("a conntrack zone of %d is a bug", (zone) => {
    expect(() => ruleset({}, { zone })).toThrow(/conntrack zone/);
  });
});

describe("the pool", () => {
  it("is a reproducible sample without repetition", () => {
    const pool = portsInOrder("random", usualPool, 5);
    expect(new Set(pool).size).toBe(usualPool.size);
    expect(pool.every((port) => port >= usualPool.first && port <= usualPool.last)).toBe(true);
    expect(portsInOrder("random", usualPool, 5)).toEqual(pool);
    expect(portsInOrder("random", usualPool, 6)).not.toEqual(pool);
  });

  it("of a sequential NAT ascends from the first port", () => {
    expect(portsInOrder("sequential", at.pool!, 5)).toEqual([40_000, 40_001, 40_002, 40_003]);
  });

  it("gives all ports there are when asked for more", () => {
    const few = { first: 1, last: 3, size: 9 };
    expect([...portsInOrder("random", few, 1)].sort()).toEqual([1, 2, 3]);
  });
});
