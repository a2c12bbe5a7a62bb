import { ConfigError } from "../../../src/base/config-error.ts";
import { makeCell, type Cell } from "../cell.ts";
import type { CellSpec } from "../cell-spec.ts";
import { eduCells } from "./edu.ts";
import type { MatrixPlan } from "../output/json.ts";
import { allPairs, classicPairs, unorderedPairs } from "./pairs.ts";

/** By their name in a plan. */
export const sets: Readonly<Record<string, () => readonly CellSpec[]>> = {
  classic: classicPairs,
  all: allPairs,
  unordered: unorderedPairs,
  "edu-default": () => eduCells("default"),
  "edu-extended": () => eduCells("extended"),
  "edu-double": () => eduCells("double"),
  "edu-extended-double": () => eduCells("extended-double"),
};

/** The cells of a plan. A shard has every `of`-th one, so that all take about equally long. Throws ConfigError. */
export function cellsOf({ set, loss, delay, link, pool, shard }: MatrixPlan): readonly Cell[] {
  const specs = sets[set]?.();
  if (specs === undefined) throw new ConfigError(`no set "${set}": choose from ${Object.keys(sets).join(", ")}`);
  const mine = shard === undefined ? specs : specs.filter((_, i) => i % shard.of === shard.index - 1);
  return mine.map((spec) => makeCell(spec, { loss, delay, pool, ...(link !== undefined && { link }) }));
}
