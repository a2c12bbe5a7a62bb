import { describe, expect, it } from "vitest";
import type { NatMeasurement, ThoroughMeasurement } from "../../evidence/evidence.ts";
import { presets } from "../../topology/nat/presets.ts";
import { nat } from "../../topology/nat/nat.ts";
import { notMeasured } from "./unmeasured.ts";

const quick: NatMeasurement = {
  translates: true,
  mapping: "endpoint-independent",
  filtering: "address-and-port-dependent",
  ports: "preserving",
  observations: [],
  reaches: [{ protocol: "tcp", port: 443, outcome: "open" }],
};

describe("what was not measured", () => {
  it("of a quick proof is all that takes time or uses the NAT up", () => {
    const usual = ["lifetime", "refresh", "limit of mappings", "behaviour under load"];
    expect(notMeasured(nat.portRestricted, quick)).toEqual(usual);
    expect(notMeasured({ ...nat.portRestricted, limit: 70 }, quick)).toContain("limit of mappings");
    expect(notMeasured(presets.cgnat.nat, quick)).toEqual(
      expect.arrayContaining(["parity", "range of ports", "block of ports"]),
    );
  });

  it("of a full proof is nothing, unless a lifetime or a limit was out of reach", () => {
    const thorough: ThoroughMeasurement = {
      handedOut: [],
      mappings: { tried: 120 },
      load: { mapping: "endpoint-independent" },
      idle: { alive: 110_000, dead: 130_000 },
      refresh: "both",
    };
    expect(notMeasured(nat.portRestricted, { ...quick, thorough })).toEqual([]);
    expect(notMeasured({ ...nat.portRestricted, limit: 500 }, { ...quick, thorough })).toEqual(["limit of mappings"]);
    const { handedOut, mappings, load } = thorough;
    const young = { handedOut, mappings, ...(load && { load }), idle: { alive: 60_000 } };
    expect(notMeasured(nat.portRestricted, { ...quick, thorough: young })).toEqual(["lifetime", "refresh"]);
  });

  it("of a router without a NAT is nothing, and of one that lets no UDP out nearly everything", () => {
    expect(notMeasured(nat.none, quick)).toEqual([]);
    expect(notMeasured(presets["udp-blocked"].nat, quick)).toEqual(["everything that needs UDP"]);
  });
});
