import { expect, it } from "vitest";
import { ShareOfTime } from "./share-of-time.ts";

it("allows a fifth of the time continuously, and a burst after a pause", () => {
  const share = new ShareOfTime();
  let now = 1000;
  let used = 0;
  for (; now < 101_000; now += 10) {
    if (share.wait(now) > 0) continue;
    share.use(10);
    used += 10;
  }
  expect(used / 100_000).toBeGreaterThan(0.19);
  expect(used / 100_000).toBeLessThan(0.21);

  now += 10_000;
  let burst = 0;
  for (; share.wait(now) === 0; burst++) share.use(10);
  expect(burst).toBe(20);
  expect(share.wait(now + share.wait(now))).toBe(0);
});
