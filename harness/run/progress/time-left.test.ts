import { expect, it } from "vitest";
import { timeLeft } from "./time-left.ts";

it("the time left is estimated from the pace so far", () => {
  expect(timeLeft(0, 0, 45)).toBe("time left unknown");
  expect(timeLeft(10_000, 5, 20)).toBe("40 s left");
  expect(timeLeft(60_000, 10, 100)).toBe("10 min left");
});
