import { describe, expect, it } from "vitest";
import { instant } from "../../src/base/instant.ts";
import { carrier } from "../../topologies/carrier.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { presets } from "../topology/nat/presets.ts";
import { Network } from "./network/network.ts";
import { proveSimNats } from "./prove.ts";

type Name = keyof typeof presets;

/** Its outcome in series depends on who sends first: see `inSeries`. */
const outer = (Object.keys(presets) as Name[]).filter((name) => name !== "linux-masquerade-open");

describe("simulated, a home's NAT behind a carrier's is measured as declared", () => {
  it.each(outer)("%s outside", async (name) => {
    for (const inner of ["home", "symmetric", "full-cone", "linux-masquerade"] as const) {
      const homes = { homeA: presets[inner].nat, homeC: presets[inner].nat };
      const network = new Network(carrier({ carrier: presets[name].nat, ...homes }), 1, instant(0));
      const proofs = await proveSimNats(network);
      expect(proofs.length).toBeGreaterThanOrEqual(3);
      for (const { router, declared, measured } of proofs) {
        expect(compareNat(declared, measured), `${router}, ${inner} inside`).toEqual([]);
      }
    }
  });
});
