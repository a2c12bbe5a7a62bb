import { expect, it } from "vitest";
import { nearNames } from "./near.ts";

const names = ["symmetric-vs-cone", "cone-vs-cone", "same-lan", "lossy-path"];

it.each([
  ["symetric-vs-cone", ["symmetric-vs-cone", "cone-vs-cone"]],
  ["lan", ["same-lan"]],
  ["lossy", ["lossy-path"]],
  ["quite-other", []],
])("%s is near %j", (wanted, near) => {
  expect(nearNames(wanted, names)).toEqual(near);
});
