import { expect, it } from "vitest";
import { listed } from "./list.ts";

const scenario = { name: "two", claim: "Two edges get a direct path.", cases: { one: {}, other: {}, third: {} } };

it("lists a scenario in lines of a terminal's width, or in one line each", () => {
  expect(listed(scenario, undefined).split("\n")).toEqual(["two", "  Two edges get a direct path.", "  cases: one, other, third", ""]); // prettier-ignore
  expect(listed(scenario, 24).split("\n")).toEqual([
    "two",
    "  Two edges get a direct",
    "  path.",
    "  cases: one, other,",
    "         third",
    "",
  ]);
});
