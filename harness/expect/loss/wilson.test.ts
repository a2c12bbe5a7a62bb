import fc from "fast-check";
import { expect, it } from "vitest";
import { wilson } from "./wilson.ts";

it.each([
  [0, 10, 0, 0.2775],
  [3, 3, 0.4385, 1],
  [5, 10, 0.2366, 0.7634],
  [81, 263, 0.2553, 0.3662],
])("%i of %i is from %d to %d", (count, of, least, most) => {
  expect(wilson(count, of).least).toBeCloseTo(least, 3);
  expect(wilson(count, of).most).toBeCloseTo(most, 3);
});

it("contains the observed proportion, narrows with more observations, and is 0 to 1 without any", () => {
  expect(wilson(0, 0)).toEqual({ least: 0, most: 1 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (of, drawn) => {
      const count = drawn % (of + 1);
      const one = wilson(count, of);
      const more = wilson(4 * count, 4 * of);
      expect(one.least).toBeLessThanOrEqual(count / of + 1e-12);
      expect(one.most).toBeGreaterThanOrEqual(count / of - 1e-12);
      expect(more.most - more.least).toBeLessThan(one.most - one.least);
    }),
  );
});
