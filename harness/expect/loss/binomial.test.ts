import { expect, it } from "vitest";
import { badShare, burstDispersion, burstLossAmount, meanBurstLoss } from "../../topology/impairment/burst-loss.ts";
import type { BurstLoss } from "../../topology/link.ts";
import { plausibleLosses } from "./binomial.ts";

/** P(K losses of n), step by step through both states. */
function exact({ p, r, h, k }: BurstLoss, n: number): Float64Array {
  const bad = badShare({ p, r, h, k });
  let at = { good: new Float64Array(n + 1), bad: new Float64Array(n + 1) };
  [at.good[0], at.bad[0]] = [1 - bad, bad];
  for (let i = 0; i < n; i++) {
    const next = { good: new Float64Array(n + 1), bad: new Float64Array(n + 1) };
    for (let lost = 0; lost <= i; lost++) {
      const good = at.good[lost]! * (1 - p) + at.bad[lost]! * r;
      const isBad = at.good[lost]! * p + at.bad[lost]! * (1 - r);
      next.good[lost]! += good * k;
      next.good[lost + 1]! += good * (1 - k);
      next.bad[lost]! += isBad * h;
      next.bad[lost + 1]! += isBad * (1 - h);
    }
    at = next;
  }
  return at.good.map((chance, lost) => chance + at.bad[lost]!);
}

const sum = (chances: Float64Array): number => chances.reduce((total, chance) => total + chance, 0);

it.each(["2%/5", "5%/3", "1%:25%:50%:99%", "10%/1.2", "1%/20"])(
  "losses in bursts are outside the bounds hardly more often than the risk says: %s",
  (text) => {
    const loss = burstLossAmount(text, "link");
    for (const n of [200, 1000]) {
      const chances = exact(loss, n);
      const { least, most } = plausibleLosses(n, meanBurstLoss(loss), 1e-4, burstDispersion(loss));
      expect(sum(chances.subarray(0, least))).toBeLessThan(3e-4);
      expect(sum(chances.subarray(most + 1))).toBeLessThan(3e-4);
      // Nor are the bounds so wide that they say nothing.
      const tight = plausibleLosses(n, meanBurstLoss(loss), 1e-2, burstDispersion(loss));
      expect(sum(chances.subarray(tight.most + 1))).toBeGreaterThan(1e-4);
    }
  },
);
