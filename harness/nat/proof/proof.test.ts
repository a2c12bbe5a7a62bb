import { describe, expect, it } from "vitest";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { nat, type Nat } from "../../topology/nat/nat.ts";
import { compareNat } from "./proof.ts";

const portRestricted: NatMeasurement = {
  translates: true,
  mapping: "endpoint-independent",
  filtering: "address-and-port-dependent",
  ports: "preserving",
  hairpin: "none",
  earlyInbound: "stable",
  clash: "apart",
  observations: [],
};

describe("a NAT is proven", () => {
  it("when every field is as declared", () => {
    expect(compareNat(nat.portRestricted, portRestricted)).toEqual([]);
  });

  it("with one host on its LAN, where nobody can clash", () => {
    const { clash, ...measured } = portRestricted;
    expect(clash).toBe("apart");
    expect(compareNat(nat.portRestricted, measured)).toEqual([]);
  });

  it("though its hairpin cannot be seen through a dependent mapping and a closed filter", () => {
    const declared: Nat = { ...nat.symmetric, hairpin: "external-source" };
    const measured: NatMeasurement = {
      ...portRestricted,
      mapping: "address-and-port-dependent",
      ports: "random",
      earlyInbound: "moved",
      clash: "dependent",
    };
    expect(compareNat(declared, measured)).toEqual([]);
  });

  it("when there is none and none is declared", () => {
    const measured: NatMeasurement = { ...portRestricted, translates: false, filtering: "endpoint-independent" };
    expect(compareNat(nat.none, measured)).toEqual([]);
  });
});

describe("a difference is described in words", () => {
  it.each<[string, Nat, Partial<NatMeasurement>]>([
    ["translation: declared yes, measured none", nat.portRestricted, { translates: false }],
    ["translation: declared none, measured yes", nat.none, { filtering: "endpoint-independent" }],
    ["mapping: declared endpoint-independent, measured mixed", nat.portRestricted, { mapping: "mixed" }],
    ["filtering: declared address-and-port-dependent, measured blocked", nat.portRestricted, { filtering: "blocked" }],
    ["port allocation: declared preserving, measured unknown", nat.portRestricted, { ports: "unknown" }],
    ["hairpinning: declared none, measured internal-source", nat.portRestricted, { hairpin: "internal-source" }],
    [
      "mapping after an early inbound packet: declared stable, measured moved",
      nat.portRestricted,
      { earlyInbound: "moved" },
    ],
    ["two inside hosts on one port: declared apart, measured overloaded", nat.portRestricted, { clash: "overloaded" }],
  ])("%s", (words, declared, change) => {
    expect(compareNat(declared, { ...portRestricted, ...change })).toEqual([words]);
  });

  it("when nothing could be measured, for every field that is needed", () => {
    const nothing: NatMeasurement = {
      translates: "unknown",
      mapping: "blocked",
      filtering: "blocked",
      ports: "unknown",
      observations: [],
    };
    expect(compareNat(nat.portRestricted, nothing)).toHaveLength(6);
  });
});
