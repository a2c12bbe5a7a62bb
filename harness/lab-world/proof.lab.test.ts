import { describe, expect, it } from "vitest";
import { buildLab } from "../lab/testing/lab.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { host, router, topology } from "../topology/builders.ts";
import { nat } from "../topology/nat/nat.ts";
import { NetworkState } from "../topology/network-state.ts";
import { proveLabNats } from "./proof.ts";

/** A carrier without hosts of its own, a firewall behind it, a NAT that pools, and two networks with little egress. */
const surroundings = topology("surroundings", {
  isp: router({
    nat: { ...nat.fullCone, filtering: "address-dependent", hairpin: "external-source" },
    lan: {
      homeA: router({ nat: "home", lan: { alice: host(), anna: host() } }),
      homeB: router({ nat: "symmetric", lan: { bob: host() } }),
    },
  }),
  mast: router({ nat: "mobile", lan: { mia: host(), max: host() } }),
  wall: router({ nat: "firewall", lan: { wim: host() } }),
  hotel: router({ nat: "hotel", lan: { hugo: host() } }),
  cafe: router({ nat: "dns-only", lan: { carl: host() } }),
  plain: router({ nat: "linux-masquerade", lan: { paul: host(), pia: host() } }),
});

describe("the laboratory's proof", () => {
  it("measures each router with hosts as declared, in series with those above it, and again with other ports", async () => {
    await using lab = await buildLab(surroundings);
    const state = new NetworkState(surroundings, 1);
    for (const round of [0, 1] as const) {
      const proofs = await proveLabNats(lab, state, 1 + round, { round });
      expect(proofs.map(({ router }) => router)).toEqual(["homeA", "homeB", "mast", "wall", "hotel", "cafe", "plain"]);
      for (const { router, declared, measured } of proofs) {
        expect(compareNat(declared, measured), `${router}\n${measured.observations.join("\n")}`).toEqual([]);
      }
    }
  });

  it("measures NATs at any depth of nesting", async () => {
    const home = topology("t", {
      home: router({ nat: { ...nat.portRestricted, limit: 80, parity: true }, lan: { a: host(), b: host() } }),
    });
    await using lab = await buildLab(home);
    const [proof] = await proveLabNats(lab, new NetworkState(home, 1), 1, { depth: "full" });
    expect(compareNat(proof!.declared, proof!.measured), proof!.measured.observations.join("\n")).toEqual([]);
    expect(proof!.measured.thorough).toMatchObject({ parity: "kept", mappings: { total: 80 } });
  });
});
