import { z } from "zod";
import { ConfigError } from "../../../src/base/config-error.ts";
import { isUnexplained } from "./summary.ts";
import type { CellResult, MatrixReport } from "./json.ts";

/** The outcome of a matrix alone, with which a later run or another world is compared. */
const baseline = z.object({
  schema: z.literal(1),
  set: z.string(),
  world: z.enum(["lab", "sim"]),
  kernel: z.string(),
  /** By grid, row and column. "race" and "either" = chance decides, and either path is right. */
  paths: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))),
});

export type Baseline = z.infer<typeof baseline>;

/** Throws ConfigError for a matrix in which some cell is not as predicted: it cannot be a baseline. */
export function baselineOf({ plan, machine, cells }: MatrixReport): Baseline {
  const bad = cells.find((cell) => isUnexplained(cell) || cell.is !== "as predicted");
  if (bad !== undefined) throw new ConfigError(`${bad.name} is ${bad.is}: this run cannot be a baseline`);
  const paths: Record<string, Record<string, Record<string, string>>> = {};
  for (const cell of cells) ((paths[cell.grid] ??= {})[cell.row] ??= {})[cell.column] = settled(cell);
  return { schema: 1, set: plan.set, world: plan.world, kernel: machine.kernel, paths };
}

/** Throws a ZodError. */
export const parseBaseline = (json: unknown): Baseline => baseline.parse(json);

/** The entry of a cell in a baseline. */
export const settled = ({ predicted, observed }: Pick<CellResult, "predicted" | "observed">): string =>
  predicted === "race" || predicted === "either" ? predicted : observed;
