import { performance } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instant, milliseconds, seconds } from "../../src/base/instant.ts";
import { seededRandom } from "../../src/base/random.ts";
import { apply } from "../nftables-json/apply.ts";
import { presets } from "../topology/nat/presets.ts";
import { nat, type Nat, type Refresh, type Translation } from "../topology/nat/nat.ts";
import { external, insideHosts, openBench, others, servers, type Bench } from "./bench/bench.ts";
import { measureNat, type ProbePlace } from "./measure/measure.ts";
import { rulesetFor } from "./nft/ruleset.ts";
import { compareNat } from "./proof/proof.ts";

let bench: Bench;
let loads = 0;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function measured(middlebox: Nat, place: Partial<ProbePlace> = {}) {
  const seed = ++loads;
  const ruleset = rulesetFor(middlebox, { external, others, wan: "wan", lan: "lan", seed, zone: seed });
  await apply(bench.router, ruleset);
  const usual = {
    inside: insideHosts,
    servers,
    random: seededRandom(seed),
    wait: milliseconds(100),
    depth: "full",
  } as const;
  return measureNat(bench.sockets, { ...usual, ...place });
}

const lifetime = { now: () => instant(performance.now()), longest: seconds(3) };
const home = nat.portRestricted;
const proven = (middlebox: Nat, found: Awaited<ReturnType<typeof measured>>) =>
  expect(compareNat(middlebox, found), found.observations.join("\n")).toEqual([]);

describe("a knob is measured as declared, and as missing where it is not", () => {
  it.each<[string, Partial<Translation>, (keyof Translation)[]]>([
    ["parity", { parity: true }, ["parity"]],
    ["parity of random ports", { parity: true, ports: "random" }, ["parity"]],
    ["a range of ports", { range: { first: 50_000, last: 50_999 }, ports: "random" }, []],
    ["blocks, one after the other", { block: 80, ports: "sequential" }, ["block"]],
    ["blocks, at random", { block: 64, ports: "random", range: { first: 1024, last: 65_535 } }, ["block"]],
    ["a limit of mappings", { limit: 80 }, ["limit"]],
    ["paired pooling", { pooling: { addresses: 2, kind: "paired" }, hairpin: "external-source" }, ["pooling"]],
    ["arbitrary pooling", { pooling: { addresses: 3, kind: "arbitrary" }, ports: "random" }, ["pooling"]],
    ["a change when ports clash", { change: { on: "clash", mapping: "address-and-port-dependent" } }, ["change"]],
    ["a change under load", { change: { on: "load", mappings: 80, mapping: "address-dependent" } }, ["change"]],
    ["an inside source", { hairpin: "internal-source" }, ["hairpin"]],
  ])("%s", async (_name, knobs, seen) => {
    const declared: Translation = { ...home, ...knobs };
    const found = await measured(declared);
    proven(declared, found);
    for (const knob of seen) {
      const without = { ...declared, [knob]: knob in home ? home[knob] : undefined };
      expect(compareNat(without, found), `without ${knob}`).not.toEqual([]);
    }
  });
});

describe("the lifetime of a mapping is exact, and refreshed by", () => {
  it.each<Refresh>(["outbound", "inbound", "both"])("%s", async (refresh) => {
    const declared: Nat = { ...home, filtering: "address-dependent", idle: milliseconds(1500), refresh };
    const found = await measured(declared, { lifetime });
    proven(declared, found);
    const { alive, dead } = found.thorough!.idle!;
    expect(alive).toBeGreaterThan(1000);
    expect(dead).toBeLessThan(2500);
    expect(found.thorough!.refresh).toBe(refresh);
    expect(compareNat({ ...declared, idle: seconds(4) }, found)).toHaveLength(1);
  });

  it("both, in a firewall that does not translate", async () => {
    const firewall = { filtering: "address-and-port-dependent", idle: milliseconds(1500), refresh: "both" } as const;
    const declared: Nat = { translates: false, firewall };
    const found = await measured(declared, { lifetime });
    proven(declared, found);
    expect(found.thorough!.idle!.dead).toBeLessThan(2500);
  });
});

describe("a firewall without translation", () => {
  it.each(["endpoint-independent", "address-dependent", "address-and-port-dependent"] as const)(
    "filters %s",
    async (filtering) => {
      const declared: Nat = { translates: false, firewall: { filtering, idle: seconds(60), refresh: "outbound" } };
      const found = await measured(declared, { depth: "quick" });
      proven(declared, found);
      expect(found.filtering).toBe(filtering);
    },
  );
});

describe("Linux's masquerade", () => {
  it.each([
    ["guarded", "stable"],
    ["unguarded", "moved"],
  ] as const)("%s shares ports, and its mappings stay %s", async (overloading, earlyInbound) => {
    const declared: Nat = { ...home, overloading };
    const found = await measured(declared, { depth: "quick" });
    proven(declared, found);
    expect(found).toMatchObject({ clash: "overloaded", earlyInbound });
  });
});

describe("egress is measured: ports that are let out, ports that are not, and how they are refused", () => {
  const { portRestricted } = nat;
  const named = (middlebox: Nat) => [...(middlebox.egress?.udp ?? []), ...(middlebox.egress?.tcp ?? [])];
  const egresses: readonly Nat[] = [
    portRestricted,
    ...(["silent", "prohibited"] as const).flatMap((refusal) =>
      [{ udp: [] }, { udp: [53, 123] }, { udp: [], tcp: [443] }, { tcp: [80, 443] }].map((some): Nat => ({
        ...portRestricted,
        egress: { ...some, refusal },
      })),
    ),
  ];

  it.each(egresses.map((middlebox) => [JSON.stringify(middlebox.egress ?? "all"), middlebox] as const))(
    "%s",
    async (_name, built) => {
      for (const declared of [built, ...egresses.filter((middlebox) => middlebox !== built).slice(0, 3)]) {
        const [first, second] = declared.egress?.udp ?? [];
        const place = second === undefined ? {} : { servers: { ...servers, ports: [first!, second] as const } };
        const found = await measured(built, { ...place, depth: "quick", reach: named(declared) });
        if (declared === built) proven(built, found);
        else expect(compareNat(declared, found), JSON.stringify(declared.egress)).not.toEqual([]);
      }
    },
  );
});

describe("a preset is what it says: ", () => {
  it.each(Object.keys(presets) as (keyof typeof presets)[])("%s", async (name) => {
    const it: Nat = presets[name].nat;
    const [first, second] = it.egress?.udp ?? [];
    const place = second === undefined ? {} : { servers: { ...servers, ports: [first!, second] as const } };
    const reach = [...(it.egress?.udp ?? []), ...(it.egress?.tcp ?? [])];
    const found = await measured(it, { ...place, reach, ...(it.egress?.udp?.length === 0 && { depth: "quick" }) });
    proven(it, found);
  });
});
