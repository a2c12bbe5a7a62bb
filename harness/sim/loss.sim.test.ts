import { describe, expect, it } from "vitest";
import { fraction, seededRandom } from "../../src/base/random.ts";
import { Edge } from "../../src/edge/machine.ts";
import { verdictOf } from "../expect/verdict.ts";
import { scenario } from "../story/scenario.ts";
import { runStory } from "../story/story.ts";
import { nat } from "../topology/nat/nat.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import type { EdgeMachine } from "./edge-program.ts";
import { SimWorld, type SimSettings } from "./sim-world.ts";

const net = (loss: string) => {
  const line = { delay: "10ms", loss };
  return twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted, linkA: line, linkB: line });
};

const story = (loss: string) =>
  scenario("t", {
    claim: "Pings are lost as often as the lines lose packets.",
    cases: { only: {} },
    net: () => net(loss),
    between: () => ({ a: "alice", b: "bob", path: "direct" }),
    async run({ sn, alice, bob }, _case, check) {
      await sn.startHelper();
      await Promise.all([alice.startNode(), bob.startNode()]);
      await check.path(alice, bob, "direct", { within: "30s" });
      await check.loss(alice, bob, "direct");
    },
  });

/** An edge that does not give its device one frame in ten of those that came. */
const dropsOneInTen: NonNullable<SimSettings["makeEdge"]> = (config, random) => {
  const edge = new Edge(config, random);
  const luck = seededRandom(random.u32());
  return {
    nextWake: () => edge.nextWake(),
    handle: (event, now) => edge.handle(event, now).filter(({ kind }) => kind !== "deliver" || fraction(luck) >= 0.1),
  } satisfies EdgeMachine;
};

async function verdict(
  { asked, built = asked, seed }: { readonly asked: string; readonly built?: string; readonly seed: number },
  makeEdge?: SimSettings["makeEdge"],
): Promise<string> {
  const asking = story(asked);
  const settings = { scenario: "t", case: "only", seed, ...(makeEdge && { makeEdge }) };
  await using world = await SimWorld.open(net(built), settings);
  const evidence = await runStory(asking, "only", world);
  return verdictOf({ ...evidence, topology: net(asked) }).verdict;
}

const all = (one: (seed: number) => Promise<string>) => Promise.all([1, 2, 3, 4].map(one));

describe("loss, simulated", () => {
  it.each(["5%", "0%"])(
    "of lines that lose %s passes with our edge, and fails with one that drops frames",
    async (asked) => {
      expect(await all((seed) => verdict({ asked, seed }))).toEqual(["pass", "pass", "pass", "pass"]);
      const dropping = await all((seed) => verdict({ asked, seed }, dropsOneInTen));
      expect(dropping).toEqual(["fail", "fail", "fail", "fail"]);
    },
  );

  it("of lines that lose 10 % does not pass as 5 %", async () => {
    const verdicts = await all((seed) => verdict({ asked: "5%", built: "10%", seed }));
    expect(verdicts).toEqual(["inconclusive", "inconclusive", "inconclusive", "inconclusive"]);
  });
});
