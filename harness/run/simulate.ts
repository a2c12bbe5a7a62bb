import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
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
 * Tunable, in milliseconds. `work`, `rest`: how long it keeps laboratories and signals waiting, and leaves them alone after that,
 * because they look at their captures in many small steps.
 */
const tuned = { work: 10, rest: 30 } as const;

/**
 * Runs the same stories, with the same options, in the simulation, while laboratories run in the same process: they should have
 * the same verdicts. Rejects when interrupted.
 */
export async function simulate(
  scenario: Scenario,
  names: readonly string[],
  { seed: runSeed, build, relayOnly }: Pick<RunOptions, "seed" | "build" | "relayOnly">,
  interrupted?: AbortSignal,
): Promise<Simulated> {
  const began = performance.now();
  const verdicts = new Map<string, Verdict["verdict"]>();
  let breathed = began;
  const rest = async (): Promise<void> => {
    await sleep(tuned.rest);
    interrupted?.throwIfAborted();
    breathed = performance.now();
  };
  const breathe = async (): Promise<void> => {
    if (performance.now() - breathed >= tuned.work) await rest();
  };
  for (const name of names) {
    const seed = caseSeed(runSeed, scenario.name, name);
    const topology = builtOtherwise(scenario.net(scenario.cases[name]), build);
    await using world = await SimWorld.open(topology, {
      scenario: scenario.name,
      case: name,
      seed,
      breathe,
    });
    try {
      verdicts.set(name, verdictOf(await runStory(scenario, name, world, undefined, relayOnly)).verdict);
    } catch (error) {
      // Only the laboratory may have what it needs.
      if (!(error instanceof NotSimulated)) throw ofCase(error, scenario.name, name);
      verdicts.set(name, "unsupported");
    }
    await rest();
  }
  return { verdicts, milliseconds: performance.now() - began };
}
