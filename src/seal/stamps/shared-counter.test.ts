import { expect, it } from "vitest";
import { SharedCounter } from "./shared-counter.ts";

it("returns each number once, whichever thread asks", () => {
  const one = new SharedCounter(100);
  const other = new SharedCounter(100, one.shared);
  expect([one.take(), other.take(3), one.take(2), other.take()]).toEqual([0, 1, 4, 6]);
});

it("returns none at or above its limit, and none after that", () => {
  const counter = new SharedCounter(10);
  expect([counter.take(9), counter.take(2), counter.take(1)]).toEqual([0, undefined, undefined]);
});

it("counts beyond 32 bits", () => {
  const counter = new SharedCounter(2 ** 36);
  counter.take(2 ** 33);
  expect(counter.take()).toBe(2 ** 33);
});
