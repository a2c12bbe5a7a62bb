import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Nat64Prefix } from "./nat64-prefix.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Each look takes the next answer, and the last one again. */
function prefix(first: string | undefined, ...answers: readonly (string | undefined)[]) {
  const changes: (string | undefined)[] = [];
  let looks = 0;
  const discover = async () => answers[Math.min(looks++, answers.length - 1)];
  return { made: new Nat64Prefix(first, (found) => changes.push(found), discover), changes, looks: () => looks };
}

it("is found again on another network, also if the resolver follows later", async () => {
  const { made, changes, looks } = prefix("64:ff9b::", undefined, "2001:db8:64::");
  expect(made.ipv4Of("64:ff9b::c000:221")).toBe("192.0.2.33");
  made.look();
  await vi.advanceTimersByTimeAsync(0);
  expect(made.ipv4Of("64:ff9b::c000:221")).toBe("64:ff9b::c000:221");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(changes).toEqual([undefined, "2001:db8:64::"]);
  expect(made.ipv4Of("2001:db8:64::c000:221")).toBe("192.0.2.33");
  expect(looks()).toBe(4);
});

it("that stays is no change", async () => {
  const { made, changes } = prefix("64:ff9b::", "64:ff9b::");
  made.look();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(changes).toEqual([]);
});

it("an answer that comes after the next look is about another network", async () => {
  const changes: unknown[] = [];
  const answers: ((found: string | undefined) => void)[] = [];
  const discover = () => new Promise<string | undefined>((resolve) => answers.push(resolve));
  const made = new Nat64Prefix(undefined, (found) => changes.push(found), discover);
  made.look();
  made.look();
  answers[1]!("2001:db8:64::");
  answers[0]!("64:ff9b::");
  await vi.advanceTimersByTimeAsync(0);
  expect(changes).toEqual(["2001:db8:64::"]);
});

it("is not looked for when the edge has ended", async () => {
  const { made, changes, looks } = prefix(undefined, "64:ff9b::");
  made.look();
  made[Symbol.dispose]();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks()).toBe(1);
  expect(changes).toEqual([]);
});
