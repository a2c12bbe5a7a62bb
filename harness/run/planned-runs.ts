import { ConfigError } from "../../src/base/config-error.ts";
import type { Scenario } from "../story/scenario.ts";
import { chooseCases } from "./load.ts";
import type { RunOptions } from "./options/options.ts";

/** A run of one scenario: these cases of it, with this seed. */
export interface PlannedRun {
  readonly scenario: Scenario;
  readonly cases: readonly string[];
  readonly seed: number;
}

/**
 * The runs of a command in their order. A shard takes every N-th of all chosen cases, so that parts take about the same time;
 * a repetition has the next seed. Throws ConfigError if nothing is left.
 */
export function plannedRuns(
  scenarios: readonly Scenario[],
  { cases, shard, repeat, seed }: Pick<RunOptions, "cases" | "shard" | "repeat" | "seed">,
): readonly PlannedRun[] {
  const chosen = scenarios.flatMap((scenario) => chooseCases(scenario, cases).map((name) => ({ scenario, name })));
  const own = shard === undefined ? chosen : chosen.filter((_, i) => i % shard.of === shard.index - 1);
  if (own.length === 0 && shard !== undefined)
    throw new ConfigError(`--shard ${shard.index}/${shard.of}: there are ${chosen.length} cases; choose fewer parts`);
  const once = scenarios.flatMap((scenario) => {
    const names = own.filter((one) => one.scenario === scenario).map(({ name }) => name);
    return names.length === 0 ? [] : [{ scenario, cases: names }];
  });
  return Array.from({ length: repeat }, (_, round) =>
    once.map((one) => ({ ...one, seed: (seed + round) % 0x1_0000_0000 })),
  ).flat();
}
