import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Verdict } from "../expect/claim.ts";
import { verdictOf } from "../expect/verdict.ts";
import { NotSimulated } from "../story/not-simulated.ts";
import { SimWorld } from "../sim/sim-world.ts";
import { builtOtherwise } from "./options/built-otherwise.ts";
import { caseSeed } from "../story/case-seed.ts";
import type { RunOptions } from "./options/options.ts";
import type { Scenario } from "../story/scenario.ts";
import { ofCase } from "../story/scenario-error.ts";
import { runStory } from "../story/story.ts";

export interface Simulated {
  /** By case. */
  readonly verdicts: ReadonlyMap<string, Verdict["verdict"]>;
  /** Of wall clock. */
  readonly milliseconds: number;
}

/**
 * Runs the same stories, with the same options, in the simulation: the laboratory should have the same verdicts. Rejects
 * when interrupted, which is checked after each story, because a running one blocks signals.
 */
export async function simulate(
  scenario: Scenario,
  names: readonly string[],
  { seed: runSeed, build, relayOnly }: Pick<RunOptions, "seed" | "build" | "relayOnly">,
  interrupted?: AbortSignal,
): Promise<Simulated> {
  const began = performance.now();
  const verdicts = new Map<string, Verdict["verdict"]>();
  for (const name of names) {
    const seed = caseSeed(runSeed, scenario.name, name);
    const topology = builtOtherwise(scenario.net(scenario.cases[name]), build);
    await using world = await SimWorld.open(topology, { scenario: scenario.name, case: name, seed });
    try {
      verdicts.set(name, verdictOf(await runStory(scenario, name, world, undefined, relayOnly)).verdict);
    } catch (error) {
      // Only the laboratory may have what it needs.
      if (!(error instanceof NotSimulated)) throw ofCase(error, scenario.name, name);
      verdicts.set(name, "unsupported");
    }
    await nextTurn();
    interrupted?.throwIfAborted();
  }
  return { verdicts, milliseconds: performance.now() - began };
}
