import { describe, expect, it } from "vitest";
import { seconds } from "../../src/base/instant.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { nat, type Nat } from "../topology/nat/nat.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { verdictOf } from "../expect/verdict.ts";
import { scenario } from "../story/scenario.ts";
import { runStory } from "../story/story.ts";
import { SimWorld } from "./sim-world.ts";

const settings = { scenario: "t", case: "t", seed: 1 };
const forgetful: Nat = { ...nat.portRestricted, idle: seconds(30) };

async function differences(builtA: Nat, proof: "quick" | "full"): Promise<readonly string[]> {
  const topology = twoHomes({ natA: nat.portRestricted, builtA, natB: nat.portRestricted });
  await using world = await SimWorld.open(topology, { ...settings, proof });
  const { proofs } = await world.seal({ end: "complete", claims: 0 });
  return proofs.flatMap(({ declared, measured }) => compareNat(declared, measured));
}

describe("how much of a NAT is proven", () => {
  it("does not include its lifetime in quick depth", async () => {
    expect(await differences(forgetful, "quick")).toEqual([]);
  });

  it("does in full depth", async () => {
    expect(await differences(nat.portRestricted, "full")).toEqual([]);
    expect(await differences(forgetful, "full")).toEqual([
      expect.stringMatching(/^lifetime: declared 120000 ms, .*dead/),
    ]);
  });

  it("leaves no mapping behind in full depth", async () => {
    const natA: Nat = { ...nat.portRestricted, limit: 80 };
    const story = scenario("t", {
      claim: "A NAT whose places were all taken while it was measured has room again.",
      cases: { only: {} },
      net: () => twoHomes({ natA, natB: nat.none }),
      between: () => ({ a: "alice", b: "bob", path: "direct" }),
      async run({ sn, alice, bob }, _case, check) {
        await sn.startHelper();
        await Promise.all([alice.startNode(), bob.startNode()]);
        await check.ping(alice, bob, { within: "5s" });
      },
    });
    await using world = await SimWorld.open(story.net({}), { ...settings, proof: "full" });
    expect(verdictOf(await runStory(story, "only", world))).toMatchObject({ verdict: "pass" });
  });
});
