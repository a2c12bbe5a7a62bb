import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReplayWindow } from "./replay-window.ts";

function accepts(window: ReplayWindow, counter: number): boolean {
  if (!window.admits(counter)) return false;
  return window.take(counter);
}

describe("a replay window", () => {
  it("accepts a counter 2047 late, not one 2048 late", () => {
    const window = new ReplayWindow();
    expect(accepts(window, 5_000)).toBe(true);
    expect(accepts(window, 5_000 - 2_047)).toBe(true);
    expect(accepts(window, 5_000 - 2_048)).toBe(false);
  });

  it("handles counters beyond 32 bits", () => {
    const window = new ReplayWindow();
    expect([2 ** 36, 2 ** 36 + 1, 2 ** 36, 1].map((n) => accepts(window, n))).toEqual([true, true, false, false]);
  });

  it("is one window for two threads that share it, whatever either has accepted", () => {
    const window = new ReplayWindow();
    const other = new ReplayWindow(window.shared);
    expect([window.admits(7), other.admits(7)]).toEqual([true, true]);
    expect([window.take(7), other.take(7), other.take(8), window.take(8)]).toEqual([true, false, true, false]);
    window.take(5_000);
    expect(other.take(9)).toBe(false);
  });

  it("accepts each counter once and refuses none that is in time, compared with a set", () => {
    const jumps = fc.array(fc.integer({ min: -2_500, max: 2_600 }), { maxLength: 200 });
    fc.assert(
      fc.property(jumps, (steps) => {
        const window = new ReplayWindow();
        const taken = new Set<number>();
        let largest = -1;
        let at = 3_000;
        for (const step of steps) {
          at = Math.max(0, at + step);
          const expected = !taken.has(at) && at > largest - 2_048;
          expect(accepts(window, at)).toBe(expected);
          if (expected) taken.add(at);
          if (expected) largest = Math.max(largest, at);
        }
      }),
    );
  });
});
