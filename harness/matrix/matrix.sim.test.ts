import { describe, expect, it } from "vitest";
import { SimWorld } from "../sim/sim-world.ts";
import { judgeClaims, verdictOf } from "../expect/verdict.ts";
import { runStory } from "../story/story.ts";
import { settled } from "./output/baseline.ts";
import { readBaseline } from "./output/baseline-file.ts";
import type { Cell } from "./cell.ts";
import { cellStory } from "./cell-story.ts";
import { cellsOf } from "./sets/sets.ts";

/** The path in the simulation: the claimed one, if the verdict is a pass. */
async function simulated(cell: Cell, seed: number): Promise<"direct" | "relayed" | "none"> {
  const setting = { scenario: "matrix", case: cell.name, seed };
  await using world = await SimWorld.open(cell.topology, setting);
  const evidence = await runStory(cellStory([cell]), cell.name, world);
  expect(verdictOf(evidence)).toMatchObject({ verdict: "pass" });
  const path = judgeClaims(evidence).findLast(({ claim }) => claim.kind === "path")!.claim;
  return path.kind === "path" ? path.path : "none";
}

const plan = (set: string, loss = 0, delay = 0, pool = 1) =>
  ({ set, world: "sim", seed: 1, loss, delay, pool }) as const;

describe("the simulation takes the same paths as the laboratory", () => {
  const cells = cellsOf(plan("all"));

  it("has all 81 in the baseline", async () => {
    const { paths, set, world } = await readBaseline();
    expect({ set, world }).toEqual({ set: "all", world: "lab" });
    expect(Object.values(paths.pairs!).flatMap((row) => Object.values(row))).toHaveLength(81);
  });

  it.each(cells.map((cell) => [cell.name, cell] as const))("%s", async (_name, cell) => {
    const { paths } = await readBaseline();
    const observed = await simulated(cell, 3);
    expect(settled({ predicted: cell.prediction.path, observed })).toBe(paths[cell.grid]![cell.row]![cell.column]);
  });
});

describe.each([
  ["edu-default", plan("edu-default")],
  ["edu-extended with loss and delay", plan("edu-extended", 0.015, 20)],
  ["edu-double", plan("edu-double")],
  ["edu-default with 3 addresses per NAT", plan("edu-default", 0, 0, 3)],
])("eduP2P's cases, %s", (_name, it_) => {
  it.each(cellsOf(it_).map((cell) => [cell.name, cell] as const))("%s", async (_name, cell) => {
    const observed = await simulated(cell, 5);
    const { path } = cell.prediction;
    if (path === "race" || path === "either") expect(["direct", "relayed"]).toContain(observed);
    else expect(observed).toBe(path);
  });
});
