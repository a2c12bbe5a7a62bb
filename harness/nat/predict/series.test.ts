import { describe, expect, it } from "vitest";
import { seconds } from "../../../src/base/instant.ts";
import { presets } from "../../topology/nat/presets.ts";
import { describeNat, nat } from "../../topology/nat/nat.ts";
import { inSeries } from "./series.ts";

describe("NATs in series", () => {
  it("have the ports of the last one that chooses its own, and the shortest lifetime", () => {
    const forgetful = { ...nat.symmetric, ports: "sequential", idle: seconds(30) } as const;
    expect(inSeries([forgetful, nat.fullCone])).toMatchObject({ ports: "sequential", idle: seconds(30) });
    expect(inSeries([forgetful, nat.symmetric])).toMatchObject({ ports: "random", idle: seconds(30) });
    expect(inSeries([nat.fullCone, nat.portRestricted])).toMatchObject({ ports: "preserving" });
  });

  it("are the stricter behaviour on each axis", () => {
    expect(describeNat(inSeries([nat.fullCone, nat.none, nat.symmetric]))).toBe("symmetric");
    expect(describeNat(inSeries([nat.none, nat.addressRestricted, nat.fullCone]))).toBe("address-restricted");
    expect(inSeries([nat.none]).translates).toBe(false);
  });

  it.each([
    [["both", "both"], "both"],
    [["both", "outbound"], "outbound"],
    [["inbound", "both"], "inbound"],
  ] as const)("refreshed by %j are refreshed by %s", (each, together) => {
    expect(inSeries(each.map((refresh) => ({ ...nat.fullCone, refresh })))).toMatchObject({ refresh: together });
  });

  it("let out what all let out, and filter as firewalls among them do", () => {
    const chain = [presets["dns-only"].nat, { ...nat.none, egress: { udp: [123, 443], refusal: "silent" } } as const];
    expect(inSeries(chain).egress).toEqual({ udp: [123], refusal: "silent" });
    expect(inSeries([nat.fullCone, presets.firewall.nat])).toMatchObject({ filtering: "address-and-port-dependent" });
    expect(inSeries([nat.none, presets.firewall.nat])).toMatchObject({
      translates: false,
      firewall: { refresh: "both" },
    });
  });

  it("show one address and no block of their own where the outermost has one for each host", () => {
    const twice = inSeries([nat.fullCone, presets.cgnat.nat]);
    expect(twice).not.toHaveProperty("pooling");
    expect(twice).not.toHaveProperty("block");
    expect(twice).toMatchObject({ sharedBlock: 64, limit: 64 });
    expect(inSeries([presets.cgnat.nat])).toEqual(presets.cgnat.nat);
    expect(inSeries([nat.fullCone, presets.mobile.nat])).toHaveProperty("pooling");
  });

  it("share ports where the innermost does", () => {
    expect(inSeries([presets["linux-masquerade"].nat, nat.fullCone])).toHaveProperty("overloading");
    expect(inSeries([nat.fullCone, presets["linux-masquerade"].nat])).not.toHaveProperty("overloading");
  });
});
