import type { CellResult, MatrixReport } from "../output/json.ts";
import { cellsOf } from "../sets/sets.ts";

const plan = { set: "classic", world: "lab", seed: 1, loss: 0, delay: 0, pool: 1 } as const;

/** A finished classic matrix in which everything came out as predicted, except `other`, by name. */
export function classicReport(other: Readonly<Record<string, Partial<CellResult>>> = {}): MatrixReport {
  const cells = cellsOf(plan).map(({ name, grid, row, column, prediction: { path, because } }): CellResult => ({
    name,
    grid,
    row,
    column,
    predicted: path,
    because,
    observed: path === "relayed" ? "relayed" : "direct",
    saw: "what was seen",
    is: "as predicted",
    proofs: [{ router: "homeA", declared: row, differences: [] }],
    seed: 1,
    attempts: 1,
    duration: 1500,
    evidence: `cells/${name}`,
    ...other[name],
  }));
  return {
    schema: 1,
    tool: { name: "n2n-natlab", version: "0" },
    machine: { kernel: "6.1", node: "20" },
    plan,
    started: "2026-01-01T00:00:00.000Z",
    duration: 60_000,
    cells,
  };
}
