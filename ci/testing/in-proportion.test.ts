import { expect, it } from "vitest";
import { inProportion } from "./in-proportion.ts";

const timeOf = (name: string) => Number(name.slice(1));

it.each<[string, readonly (readonly string[])[], readonly string[]]>([
  [
    "equal times alternate",
    [
      ["a1", "a1", "a1"],
      ["b1", "b1", "b1"],
    ],
    ["a1", "b1", "a1", "b1", "a1", "b1"],
  ],
  [
    "many short ones come between two long ones",
    [
      ["a8", "a8"],
      ["b1", "b1", "b1", "b1"],
    ],
    ["a8", "b1", "b1", "a8", "b1", "b1"],
  ],
  [
    "a long first one lets the others go ahead",
    [
      ["a6", "a1", "a1"],
      ["b4", "b4", "b4", "b4"],
    ],
    ["a6", "b4", "b4", "b4", "a1", "b4", "a1"],
  ],
  ["one list stays as it is", [["a1", "a9", "a3"]], ["a1", "a9", "a3"]],
])("%s", (_what, lists, expected) => {
  expect(inProportion(lists, timeOf)).toEqual(expected);
});
