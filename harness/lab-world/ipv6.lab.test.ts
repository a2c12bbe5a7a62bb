import { describe, expect, it } from "vitest";
import { ipv6Lans } from "../../topologies/ipv6-homes.ts";
import type { NatMeasurement } from "../evidence/evidence.ts";
import { buildLab } from "../lab/testing/lab.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { readBack } from "../nftables-json/apply.ts";
import { presets6, type Preset6Name } from "../topology/nat/presets-ipv6.ts";
import { NetworkState } from "../topology/network-state.ts";
import { proveLabNats } from "./proof.ts";
import { rulesetsOf } from "./rulesets.ts";

const seen: Record<Preset6Name, Partial<NatMeasurement>> = {
  "ipv6-public": { translates: false, filtering: "endpoint-independent", prefix: "kept" },
  "ipv6-home": { translates: false, filtering: "address-and-port-dependent", prefix: "kept" },
  "ipv6-home-transparent": { translates: false, filtering: "endpoint-independent", prefix: "kept" },
  nat66: { translates: true, filtering: "address-and-port-dependent", prefix: "other", clash: "overloaded" },
  nptv6: { translates: true, filtering: "address-and-port-dependent", prefix: "neutral", clash: "apart" },
};
const names = Object.keys(presets6) as Preset6Name[];

describe("what a router does with IPv6 is measured as declared, beside its IPv4", () => {
  it.each(names)("%s", async (name) => {
    const lans = ipv6Lans(name);
    await using lab = await buildLab(lans);
    const state = new NetworkState(lans, 1);
    await readBack((argv, input) => lab.exec("home", argv, input), rulesetsOf(state)["home"]!);
    for (const round of [0, 1] as const) {
      const [ipv4, ipv6, ...more] = await proveLabNats(lab, state, 1 + round, { round });
      expect(more).toEqual([]);
      for (const { declared, measured } of [ipv4!, ipv6!]) {
        expect(compareNat(declared, measured), measured.observations.join("\n")).toEqual([]);
      }
      expect(ipv6).toMatchObject({
        family: "IPv6",
        measured: { mapping: "endpoint-independent", ports: "preserving", ...seen[name] },
      });
      expect(ipv6!.measured.observations.join()).toContain("[2001:db8:");
    }
  });

  it("a firewall's holes close when they are not used", async () => {
    const brief = { ...presets6.nptv6.nat.firewall, idle: 1500 as typeof presets6.nptv6.nat.firewall.idle };
    const lans = ipv6Lans({ ...presets6.nptv6.nat, firewall: brief });
    await using lab = await buildLab(lans);
    const proofs = await proveLabNats(lab, new NetworkState(lans, 1), 1, { depth: "full", longest: 3000 });
    const { declared, measured } = proofs[1]!;
    expect(compareNat(declared, measured), measured.observations.join("\n")).toEqual([]);
    expect(measured.thorough).toMatchObject({ refresh: "both", load: { mapping: "endpoint-independent" } });
  });
});
