import { describe, expect, it } from "vitest";
import { compareNat } from "../nat/proof/proof.ts";
import { nat, type Dependence, type Nat, type PortAllocation, type Translation } from "../topology/nat/nat.ts";
import { sameLan } from "../../topologies/same-lan.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { SimWorld } from "./sim-world.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const allocations: readonly PortAllocation[] = ["preserving", "sequential", "random"];
const hairpins: readonly Translation["hairpin"][] = ["none", "external-source"];
const settings = { scenario: "proof", case: "proof", seed: 7 };

describe.each(dependences)("%s mapping", (mapping) => {
  describe.each(dependences)("%s filtering", (filtering) => {
    it.each(allocations.flatMap((ports) => hairpins.map((hairpin) => [ports, hairpin] as const)))(
      "%s ports, hairpin %s: the prober measures the model as it measures the kernel",
      async (ports, hairpin) => {
        const declared: Nat = { ...nat.portRestricted, mapping, filtering, ports, hairpin };
        const world = await SimWorld.open(sameLan({ nat: declared }), settings);
        const { proofs } = await world.seal({ end: "complete", claims: 0 });
        expect(proofs.map((proof) => proof.router)).toEqual(["home"]);
        expect(compareNat(declared, proofs[0]!.measured), proofs[0]!.measured.observations.join("\n")).toEqual([]);
      },
    );
  });
});

it("notices a NAT that was built otherwise than declared, and links do not disturb it", async () => {
  const net = twoHomes({
    natA: nat.fullCone,
    builtA: nat.symmetric,
    natB: nat.none,
    linkA: { delay: "300ms", loss: "50%" },
  });
  const { proofs } = await (await SimWorld.open(net, settings)).seal({ end: "complete", claims: 0 });
  const [homeA, homeB] = proofs.map(({ declared, measured }) => compareNat(declared, measured));
  expect(homeA!.join("\n")).toMatch(/mapping: declared endpoint-independent, measured address-and-port-dependent/);
  expect(homeB).toEqual([]);
});
