import { describe, expect, it } from "vitest";
import { ipv6Lans } from "../../topologies/ipv6-homes.ts";
import { instant, seconds } from "../../src/base/instant.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { presets6, type Preset6Name } from "../topology/nat/presets-ipv6.ts";
import { Network } from "./network/network.ts";
import { proveSimNats } from "./prove.ts";

const names = Object.keys(presets6) as Preset6Name[];

describe("simulated, what a router does with IPv6 is measured as declared in every knob", () => {
  it.each(names)("%s", async (name) => {
    const network = new Network(ipv6Lans(name), 1, instant(0));
    const lifetime = { now: () => network.queue.now, longest: seconds(400) };
    const proofs = await proveSimNats(network, { depth: "full", lifetime });
    expect(proofs.map(({ family }) => family)).toEqual([undefined, "IPv6"]);
    for (const { declared, measured } of proofs) {
      expect(compareNat(declared, measured), measured.observations.join("\n")).toEqual([]);
    }
    const agree = names.filter((other) => compareNat(presets6[other].nat, proofs[1]!.measured).length === 0);
    expect(agree).toEqual([name]);
  });
});
