import impairments from "../../scenarios/impairments.ts";
import { describe, expect, it } from "vitest";
import { verdictOf } from "../expect/verdict.ts";
import { scenario } from "../story/scenario.ts";
import { runStory } from "../story/story.ts";
import type { ImpairmentSpec } from "../topology/impairment/spec.ts";
import { nat } from "../topology/nat/nat.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { SimWorld } from "./sim-world.ts";

const lines = (impairment: ImpairmentSpec) => {
  const line = { delay: "10ms", ...impairment };
  return twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted, linkA: line, linkB: line });
};

const story = (impairment: ImpairmentSpec) =>
  scenario("t", {
    claim: "Impaired lines lose what they are asked to.",
    cases: { only: {} },
    net: () => lines(impairment),
    between: () => ({ a: "alice", b: "bob", path: "direct" }),
    async run({ sn, alice, bob }, _case, check) {
      await sn.startHelper();
      await Promise.all([alice.startNode(), bob.startNode()]);
      await check.path(alice, bob, "direct", { within: "30s" });
      await check.latency(alice, bob, "direct");
      await check.loss(alice, bob, "direct");
    },
  });

async function run(impairment: ImpairmentSpec, seed: number, built = impairment) {
  await using world = await SimWorld.open(lines(built), { scenario: "t", case: "only", seed });
  const evidence = await runStory(story(impairment), "only", world);
  return { ...evidence, topology: lines(impairment) };
}

describe("impaired lines, simulated", () => {
  it.each<[string, ImpairmentSpec]>([
    ["lose in bursts", { burstLoss: "3%/2" }],
    ["reorder and duplicate", { reorder: "2%/5ms", duplicate: "2%" }],
    ["corrupt", { corrupt: "2%" }],
    ["do all of that", { burstLoss: "2%/2", reorder: "1%/5ms", duplicate: "1%", corrupt: "1%" }],
  ])("that %s are judged by what they were asked for", async (_what, impairment) => {
    expect(verdictOf(await run(impairment, 1))).toMatchObject({ verdict: "pass" });
  });

  it("that lose in longer bursts than asked, and so more, do not pass", async () => {
    const { verdict } = verdictOf(await run({ burstLoss: "3%/3" }, 1, { burstLoss: "12%/5" }));
    expect(verdict).toBe("inconclusive");
  });

  it("show every damaged datagram as one, and give none to a program", async () => {
    const { captures } = await run({ corrupt: "5%" }, 1);
    const isWrong = captures.flatMap(({ packets }) => packets.filter((packet) => packet.isDamaged));
    expect(isWrong.length).toBeGreaterThan(20);
    expect(isWrong.every(({ direction }) => direction === "in")).toBe(true);
    const at = (node: string) => captures.find((capture) => capture.node === node)!.packets;
    expect(at("alice").some(({ isDamaged }) => isDamaged)).toBe(false);
  });

  it.each([1, 2, 3, 0x5eed])(
    "have their queue filled, and emptied before the path is tested (seed %d)",
    async (seed) => {
      const net = impairments.net(impairments.cases["bufferbloat"]!);
      await using world = await SimWorld.open(net, { scenario: "impairments", case: "bufferbloat", seed });
      expect(verdictOf(await runStory(impairments, "bufferbloat", world))).toMatchObject({ verdict: "pass" });
    },
  );
});
