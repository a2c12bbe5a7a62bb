import { expect, it } from "vitest";
import { cellOf } from "./cell.ts";
import { situationFacts } from "./run-compat.ts";
import { situations } from "./situations.ts";

const facts = (name: string, systems: readonly string[]) =>
  situationFacts(
    situations.find((one) => one.name === name)!,
    systems,
  );

it("predicts for a system that guesses ports otherwise than for one that does not", () => {
  const situation = facts("pairs-of-NATs--symmetric--port-restricted", ["ours", "hyperdht"]);
  expect(situation.predicted).toBe("relayed");
  expect(Object.keys(situation.bySystem!)).toEqual(["hyperdht"]);
  expect(cellOf("ours", situation, []).situation).toMatchObject({ predicted: "relayed" });
  const { predicted, because, clause } = cellOf("hyperdht", situation, []).situation;
  expect(predicted).toBe("either");
  expect(because).toContain("more than 99.9 %");
  expect(clause).toBe("RFC 5128 §3.5");
});

it("expects a relay over TCP of a system that has one where UDP is blocked", () => {
  const situation = facts("homes--UDP-blocked--home", ["ours", "tox"]);
  expect(situation.predicted).toBe("none");
  expect(situation.bySystem).toMatchObject({ tox: { predicted: "relayed" } });
});

it("says nothing of systems for which it predicts the same", () => {
  expect(facts("pairs-of-NATs--public--public", ["ours", "hyperdht", "tox"])).not.toHaveProperty("bySystem");
});
