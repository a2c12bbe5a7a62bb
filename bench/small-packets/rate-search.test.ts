import { describe, expect, it } from "vitest";
import { searchRate, tuned, type Try } from "./rate-search.ts";

const upTo = (limit: number) => (rate: number) =>
  Promise.resolve<Try>({ offered: rate, lost: rate <= limit ? 0 : 1 - limit / rate });

describe("the search for the highest rate without loss", () => {
  it.each([12_345, 70_000, 250_000, 600_000])("finds a limit of %d a second within its precision", async (limit) => {
    const found = await searchRate(upTo(limit));
    expect(found).toBeLessThanOrEqual(limit / (1 - tuned.mostLost));
    expect(found).toBeGreaterThan(limit / tuned.precision);
  });

  it("finds nothing where every rate loses", async () => {
    expect(await searchRate((rate) => Promise.resolve({ offered: rate, lost: 0.5 }))).toBe(0);
  });

  it("does not mistake the sender's limit for the receiver's", async () => {
    const slowSender = (rate: number) => Promise.resolve({ offered: Math.min(rate, 100_000), lost: 0 });
    expect(await searchRate(slowSender)).toBeLessThanOrEqual(103_000);
  });

  it("forgives one hiccup at each rate", async () => {
    const seen = new Set<number>();
    const hiccup = (rate: number) => {
      const isFirst = !seen.has(rate);
      seen.add(rate);
      return isFirst ? Promise.resolve({ offered: rate, lost: 0.1 }) : upTo(100_000)(rate);
    };
    expect(await searchRate(hiccup)).toBeGreaterThan(100_000 / tuned.precision);
  });
});
