import { expect, it } from "vitest";
import type { Scenario } from "../story/scenario.ts";
import { plannedRuns } from "./planned-runs.ts";

const story = (name: string, ...cases: string[]): Scenario => ({
  name,
  claim: "",
  cases: Object.fromEntries(cases.map((one) => [one, {}])),
  net: () => ({ name, nodes: {} }),
  between: () => ({ a: "a", b: "b", path: "direct" }),
  run: async () => undefined,
});
const scenarios = [story("x", "1", "2", "3"), story("y", "1"), story("z", "1", "2")];
const plan = (options: Partial<Parameters<typeof plannedRuns>[1]>) =>
  plannedRuns(scenarios, { cases: [], repeat: 1, seed: 7, ...options }).map(
    ({ scenario, cases, seed }) => `${scenario.name} ${cases.join("")} ${seed}`,
  );

it("a repetition has the next seed", () => {
  expect(plan({ repeat: 2 })).toEqual(["x 123 7", "y 1 7", "z 12 7", "x 123 8", "y 1 8", "z 12 8"]);
  expect(plan({ repeat: 2, seed: 0xffff_ffff }).map((text) => text.split(" ")[2])).toEqual(["4294967295", "4294967295", "4294967295", "0", "0", "0"]); // prettier-ignore
});

it("the shards together are everything, once", () => {
  const shards = [1, 2, 3, 4].map((index) => plan({ shard: { index, of: 4 } }));
  expect(shards).toEqual([["x 1 7", "z 1 7"], ["x 2 7", "z 2 7"], ["x 3 7"], ["y 1 7"]]);
  expect(() => plan({ shard: { index: 7, of: 7 } })).toThrow("--shard 7/7: there are 6 cases; choose fewer parts");
});
