import { expect, it } from "vitest";
import { instant, seconds } from "../../base/instant.ts";
import { RateLimit } from "./rate.ts";

const t0 = instant(1_000_000);
const later = (time: number) => instant(t0 + seconds(time));
const limit = (hosts = 10) => new RateLimit({ lane: { perSecond: 2, burst: 3 } }, { hosts, span: seconds(60) });

it("allows the burst, then the rate per second, and saves no more than the burst", () => {
  const rate = limit();
  const taken = (now = t0) => Array.from({ length: 5 }, () => rate.take("a", "lane", 1, now)).filter(Boolean).length;
  expect([taken(), taken(later(1)), taken(later(50))]).toEqual([3, 2, 3]);
});

it("one host's flood costs another nothing", () => {
  const rate = limit();
  for (let i = 0; i < 100; i++) rate.take("a", "lane", 1, t0);
  expect([rate.take("a", "lane", 1, t0), rate.take("b", "lane", 1, t0)]).toEqual([false, true]);
});

it("lets a cost above the burst pass once, into debt", () => {
  const rate = limit();
  expect([0, 1, 3, 4].map((time) => rate.take("a", "lane", 9, later(time)))).toEqual([true, false, false, true]);
});

it("keeps debts across generations", () => {
  const rate = limit(2);
  rate.take("a", "lane", 1000, t0);
  for (const host of ["b", "c", "a", "d"]) rate.take(host, "lane", 1, t0);
  expect(rate.take("a", "lane", 1, later(100))).toBe(false);
});

it("remembers at most twice the limit of hosts, for a limited time", () => {
  const rate = limit(100);
  for (let i = 0; i < 5000; i++) {
    rate.take(`host ${i}`, "lane", 1, t0);
    expect(rate.size).toBeLessThanOrEqual(200);
  }
  rate.take("x", "lane", 1, later(61));
  rate.take("y", "lane", 1, later(122));
  rate.take("z", "lane", 1, later(183));
  expect(rate.size).toBe(2);
});

it("takes nothing away when the clock is set back", () => {
  const rate = limit();
  rate.take("a", "lane", 1, later(10));
  expect([rate.take("a", "lane", 1, t0), rate.take("a", "lane", 1, t0)]).toEqual([true, true]);
});
