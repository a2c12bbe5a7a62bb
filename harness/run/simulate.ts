import { performance } from "node:perf_hooks";
import type { Verdict } from "../expect/claim.ts";
import { verdictOf } from "../expect/verdict.ts";
import { SimWorld } from "../sim/sim-world.ts";
import { caseSeed } from "./case-seed.ts";
import type { Scenario } from "./scenario.ts";
import { runStory } from "./story.ts";

export interface Simulated {
  /** By case. */
  readonly verdicts: ReadonlyMap<string, Verdict["verdict"]>;
  /** Of wall clock. */
  readonly milliseconds: number;
}

/** The same stories over our machines in virtual time: what the laboratory should come to, if all three agree. */
export async function simulate(scenario: Scenario, names: readonly string[], runSeed: number): Promise<Simulated> {
  const began = performance.now();
  const verdicts = new Map<string, Verdict["verdict"]>();
  for (const name of names) {
    const seed = caseSeed(runSeed, scenario.name, name);
    const topology = scenario.net(scenario.cases[name]);
    await using world = await SimWorld.open(topology, { scenario: scenario.name, case: name, seed });
    verdicts.set(name, verdictOf(await runStory(scenario, name, world)).verdict);
  }
  return { verdicts, milliseconds: performance.now() - began };
}
