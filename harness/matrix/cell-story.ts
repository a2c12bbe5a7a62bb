import { scenario, type Scenario } from "../story/scenario.ts";
import type { Path } from "../expect/claim.ts";
import type { Cell } from "./cell.ts";

/** Tunable: how long the programs may take before a cell counts as different from its prediction. */
const tuned = { ping: "15s", path: "20s" };

/**
 * The shortest story that decides a cell: both edges start, one pings, and the pings of both directions keep to the
 * predicted path. Where chance decides, the path is observed, not claimed.
 */
export function cellStory(cells: readonly Cell[], isOurs = true): Scenario<Cell, "sn" | "alice" | "bob"> {
  return scenario("matrix", {
    claim: "Every pair of NATs takes the path that the oracle predicts.",
    cases: Object.fromEntries(cells.map((cell) => [cell.name, cell])),
    net: ({ topology }) => topology,
    between: ({ prediction }) => ({ a: "alice", b: "bob", path: certainPath(prediction) ?? "either" }),

    async run({ sn, alice, bob }, { prediction }, check) {
      const certain = certainPath(prediction);
      const path = isOurs || certain === "none" ? certain : undefined;
      await sn.startHelper();
      await Promise.all([alice.startNode(), bob.startNode()]);
      if (path !== "none") await check.ping(alice, bob, { within: tuned.ping });
      if (path === undefined) await check.found(alice, bob, { within: tuned.path });
      else await check.path(alice, bob, path, { within: tuned.path });
    },
  });
}

/** A path that works in one direction only counts as relayed: our programs use a path only if it works in both. */
function certainPath({ path }: Cell["prediction"]): Path | undefined {
  if (path === "race" || path === "either") return undefined;
  return path === "one-way" ? "relayed" : path;
}
