import { describe, expect, it } from "vitest";
import { judge } from "../expect/judge.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { SimWorld } from "../sim/sim-world.ts";
import { nat } from "../topology/nat/nat.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { castOf } from "./cast.ts";
import { notSimulable } from "../run/lacking.ts";
import { loadScenario, scenarioNames } from "../run/load.ts";
import { NotSimulated } from "./not-simulated.ts";
import { scenario, type Scenario } from "./scenario.ts";
import { simulate } from "../run/simulate.ts";
import { runStory } from "./story.ts";

const open = (scenario: Scenario, name: string) =>
  SimWorld.open(scenario.net(scenario.cases[name]), { scenario: scenario.name, case: name, seed: 1 });

const scenarios = await Promise.all(scenarioNames().map(loadScenario));

/** The rest is for the laboratory. */
const simulable = (scenario: Scenario) =>
  Object.keys(scenario.cases).filter(
    (name) => notSimulable(castOf(scenario, name), scenario.net(scenario.cases[name])) === undefined,
  );

describe.each(
  scenarios.filter((scenario) => simulable(scenario).length > 0).map((scenario) => [scenario.name, scenario] as const),
)("%s", (_name, it_) => {
  it.for(simulable(it_))("%s: every claim holds in the simulation", async (name, { skip }) => {
    const evidence = await runStory(it_, name, await open(it_, name)).catch((error: unknown) => {
      // What only the story asks for.
      if (error instanceof NotSimulated) skip(error.message);
      throw error;
    });
    const claims = evidence.steps.flatMap(({ what, claim }) => (claim ? [{ what, claim }] : []));
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.map(({ what, claim }) => `${what}: ${judge(claim, evidence).is}`)).toEqual(
      claims.map(({ what }) => `${what}: met`),
    );
    expect(evidence.proofs.flatMap(({ declared, measured }) => compareNat(declared, measured))).toEqual([]);
  });
});

describe("luck", () => {
  // Each of these seeds once drew so much jitter that the median of twenty pings left its bounds.
  it.each([0x1c6c533e, 0x9dc03cba, 0x10deab9a, 0x0d68ac7c, 0x4cf35f41, 0xf2f17ff5, 0x622d7e8b])(
    "cone-vs-cone holds with run seed %i",
    async (runSeed) => {
      const it_ = await loadScenario("cone-vs-cone");
      const { verdicts } = await simulate(it_, Object.keys(it_.cases), { seed: runSeed, build: {}, relayOnly: [] });
      expect([...verdicts.values()]).toEqual(Object.keys(it_.cases).map(() => "pass"));
    },
  );
});

describe("a story whose claim is not met", () => {
  const wrong = scenario("wrong", {
    claim: "two symmetric NATs are passed",
    cases: { only: {} },
    net: () => twoHomes({ natA: nat.symmetric, natB: nat.symmetric }),
    between: () => ({ a: "alice", b: "bob", path: "direct" }),
    async run({ sn, alice, bob }, _case, check) {
      await sn.startHelper();
      await Promise.all([alice.startNode(), bob.startNode()]);
      await check.path(alice, bob, "direct", { within: "6s" });
      await sn.cutOff();
    },
  });

  it("tells what it waits for, as long as it does", async () => {
    const texts: string[] = [];
    await runStory(wrong as Scenario, "only", await open(wrong as Scenario, "only"), undefined, [], (text) =>
      texts.push(text),
    );
    expect(texts[0]).toBe("alice ⇄ bob direct within 6.0s");
    expect(texts.at(-1)).toMatch(/^path: waiting for .*relayed|^path: waiting for .*direct/);
    expect(texts.length).toBeGreaterThan(2);
  });

  it("ends there, and its evidence says so", async () => {
    const evidence = await runStory(wrong, "only", await open(wrong as Scenario, "only"));
    expect(evidence.steps.map(({ what }) => what)).toEqual([
      "sn: start helper",
      "alice: start node",
      "bob: start node",
      "path alice ⇄ bob direct",
    ]);
    const { claim, at, ended } = evidence.steps.at(-1)!;
    expect(ended! - at).toBe(6000);
    expect(judge(claim!, evidence).is).toBe("violated");
  });

  it("does not hide other errors", async () => {
    const broken = scenario("broken", { ...wrong, run: () => Promise.reject(new Error("a typing mistake")) });
    await expect(runStory(broken, "only", await open(broken as Scenario, "only"))).rejects.toThrow("a typing mistake");
  });
});
