import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { instant, seconds } from "../../../src/base/instant.ts";
import type { Dependence, Translation } from "../../topology/nat/nat.ts";
import { NatModel } from "./model.ts";

const external = "198.18.1.1";
const dependence = fc.constantFrom<Dependence>(
  "endpoint-independent",
  "address-dependent",
  "address-and-port-dependent",
);
const second = "198.18.1.2";
const knobs = fc.record(
  {
    parity: fc.constant(true),
    limit: fc.integer({ min: 1, max: 6 }),
    range: fc.constant({ first: 5001, last: 5009 }),
    pooling: fc.record({ addresses: fc.constant(2), kind: fc.constantFrom("paired" as const, "arbitrary" as const) }),
  },
  { requiredKeys: [] },
);
const square = fc.record({
  translates: fc.constant(true as const),
  mapping: dependence,
  filtering: dependence,
  ports: fc.constantFrom("preserving", "sequential", "random"),
  hairpin: fc.constantFrom("none", "internal-source", "external-source"),
  idle: fc.constantFrom(seconds(2), seconds(30)),
  refresh: fc.constantFrom("outbound", "both"),
});
const dependent = fc.constantFrom<Dependence>("address-dependent", "address-and-port-dependent");
const change = fc.oneof(
  fc.record({ on: fc.constant("clash" as const), mapping: dependent }),
  fc.record({ on: fc.constant("load" as const), mappings: fc.integer({ min: 1, max: 4 }), mapping: dependent }),
);
const changing = fc.tuple(square, change).map(([one, change]) => ({
  ...one,
  mapping: "endpoint-independent" as const,
  change,
  ...(change.on === "clash" && { ports: "preserving" as const }),
  ...(one.hairpin === "internal-source" && { hairpin: "none" as const }),
}));
const anyNat: fc.Arbitrary<Translation> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(square, knobs).map(([one, more]) => ({ ...one, ...more })) },
  { weight: 1, arbitrary: changing },
);

const steady = fc.tuple(square, knobs).map(([one, more]): Translation => ({ ...one, ...more }));

const endpoints = (net: string): fc.Arbitrary<Endpoint> =>
  fc.record({
    address: fc.integer({ min: 1, max: 3 }).map((n) => `${net}.${n}`),
    port: fc.integer({ min: 5000, max: 5003 }),
  });
const insides = endpoints("192.168.1");
const remotes = endpoints("203.0.113");
const externals = fc.record({ address: fc.constantFrom(external, second), port: fc.integer({ min: 5000, max: 5003 }) });

/** A packet some tenths of a second after the one before. */
const packet = fc.record({
  kind: fc.constantFrom("outbound", "inbound", "hairpin"),
  inside: insides,
  remote: remotes,
  external: externals,
  pause: fc.integer({ min: 0, max: 25 }),
});
const traffic = fc.array(packet, { maxLength: 60 });
const pool = { first: 40_000, last: 40_031, size: 32 };

/** Runs the packets and returns the fate of each. */
function run(nat: Translation, packets: readonly (typeof packet extends fc.Arbitrary<infer P> ? P : never)[]) {
  const model = new NatModel(nat, { external, others: [second], seed: 3, pool });
  let now = instant(0);
  const outcomes = packets.map((one) => {
    now = instant(now + one.pause * 100);
    const result =
      one.kind === "outbound"
        ? model.outbound(one.inside, one.remote, now)
        : one.kind === "inbound"
          ? model.inbound(one.remote, one.external, now)
          : model.hairpin(one.inside, one.external, now);
    return { ...one, now, result, bindings: [...model.bindings(now)] };
  });
  return { model, outcomes, now };
}

describe("any NAT under any traffic", () => {
  it("never shows two inside endpoints with one external port", () => {
    fc.assert(
      fc.property(anyNat, traffic, (nat, packets) => {
        const shown = new Map<string, { inside: string; until: number }>();
        for (const { kind, inside, result, now } of run(nat, packets).outcomes) {
          if (kind !== "outbound" || result === undefined) continue;
          const face = endpointKey(result as Endpoint);
          const before = shown.get(face);
          if (before !== undefined && before.until > now) expect(endpointKey(inside)).toBe(before.inside);
          shown.set(face, { inside: endpointKey(inside), until: now + nat.idle });
        }
      }),
    );
  });

  it("gives a socket one external endpoint if endpoint-independent", () => {
    fc.assert(
      fc.property(steady, traffic, (nat, packets) => {
        const faces = new Map<string, { port: number; until: number }>();
        for (const { kind, inside, result, now } of run({ ...nat, mapping: "endpoint-independent" }, packets)
          .outcomes) {
          if (kind !== "outbound" || result === undefined) continue;
          const { port } = result as Endpoint;
          const before = faces.get(endpointKey(inside));
          if (before !== undefined && before.until > now) expect(port).toBe(before.port);
          faces.set(endpointKey(inside), { port, until: now + nat.idle });
        }
      }),
    );
  });

  it("keeps its limit, its parity, and one address per host if paired", () => {
    fc.assert(
      fc.property(anyNat, traffic, (nat, packets) => {
        const addresses = new Map<string, { address: string; until: number }>();
        for (const { kind, inside, result, now, bindings } of run(nat, packets).outcomes) {
          expect(bindings.length).toBeLessThanOrEqual(nat.limit ?? Infinity);
          if (kind !== "outbound" || result === undefined) continue;
          const { address, port } = result as Endpoint;
          if (nat.parity) expect(port % 2).toBe(inside.port % 2);
          const before = addresses.get(inside.address);
          if (nat.pooling?.kind !== "arbitrary" && before !== undefined && before.until > now) {
            expect(address).toBe(before.address);
          }
          addresses.set(inside.address, { address, until: now + nat.idle });
        }
      }),
    );
  });

  it("lets a remote in only if the inside has sent to what its filter compares", () => {
    fc.assert(
      fc.property(anyNat, traffic, (nat, packets) => {
        const sent = new Set<string>();
        const part = (remote: Endpoint) =>
          ({
            "endpoint-independent": "",
            "address-dependent": remote.address,
            "address-and-port-dependent": endpointKey(remote),
          })[nat.filtering];
        for (const { kind, remote, external: to, result } of run({ ...nat, hairpin: "none" }, packets).outcomes) {
          if (result === undefined) continue;
          if (kind === "outbound") sent.add(`${(result as Endpoint).port} ${part(remote)}`);
          else expect(sent).toContain(`${to.port} ${part(remote)}`);
        }
      }),
    );
  });

  it("is not changed by packets that it refuses", () => {
    fc.assert(
      fc.property(anyNat, traffic, (nat, packets) => {
        const full = run(nat, packets);
        let skipped = 0;
        const kept = full.outcomes.flatMap(({ kind, inside, remote, external: to, pause, result }) => {
          const refused = kind === "inbound" && result === undefined;
          const it = { kind, inside, remote, external: to, pause: pause + skipped };
          skipped = refused ? it.pause : 0;
          return refused ? [] : [it];
        });
        const again = run(nat, kept);
        expect(again.outcomes.map((outcome) => outcome.result)).toEqual(
          full.outcomes
            .filter((outcome) => outcome.kind !== "inbound" || outcome.result !== undefined)
            .map((outcome) => outcome.result),
        );
        expect([...again.model.bindings(full.now)]).toEqual([...full.model.bindings(full.now)]);
      }),
    );
  });
});
