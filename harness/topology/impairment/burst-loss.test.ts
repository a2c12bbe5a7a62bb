import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/base/config-error.ts";
import { fraction, seededRandom } from "../../../src/base/random.ts";
import { Bursts } from "../../lab/wire/bursts.ts";
import type { BurstLoss } from "../link.ts";
import { burstDispersion, burstLengths, burstLossAmount, meanBurstLength, meanBurstLoss } from "./burst-loss.ts";

describe("burstLossAmount", () => {
  it("reads a mean and a length", () => {
    const loss = burstLossAmount("2%/5", "link");
    expect(loss).toMatchObject({ r: 0.2, h: 0, k: 1 });
    expect([meanBurstLoss(loss), meanBurstLength(loss)].map((value) => Number(value.toFixed(12)))).toEqual([0.02, 5]);
  });

  it("reads Gilbert and Elliott's parameters, and its own result", () => {
    expect(burstLossAmount("1%:25%", "link")).toEqual({ p: 0.01, r: 0.25, h: 0, k: 1 });
    const full = burstLossAmount("1%:25%:50%:99%", "link");
    expect(full).toEqual({ p: 0.01, r: 0.25, h: 0.5, k: 0.99 });
    expect(burstLossAmount(full, "link")).toEqual(full);
  });

  it.each([
    ["2%", '"2%" is not a loss in bursts; write e.g. "2%/5"'],
    ["0%/5", "bursts that lose 0 % and are 5 packets long do not exist"],
    ["80%/2", "and a length of 4 or more"],
    ["2%/0.5", "a length of 1 or more"],
    ["1%:0%", "p and r must be more than 0"],
    ["1%:25%:5", "is not a share of packets"],
    ["1%:2%:3%:4%:5%", "is not a loss in bursts"],
  ])("refuses %s", (text, message) => {
    expect(() => burstLossAmount(text, "link.burstLoss")).toThrow(ConfigError);
    expect(() => burstLossAmount(text, "link.burstLoss")).toThrow(message);
  });
});

describe("what follows from p, r, h and k", () => {
  /** Counts of losses in blocks, and the mean length of runs of losses. */
  function played(loss: BurstLoss, blocks: number, size: number) {
    const random = seededRandom(3);
    const bursts = new Bursts();
    const lengths = [0, 0, 0, 0];
    let [runs, all, row] = [0, 0, 0];
    const counts = Array.from({ length: blocks }, () => {
      let count = 0;
      for (let i = 0; i < size; i++) {
        const lost = bursts.loses(loss, { turn: fraction(random), burst: fraction(random) });
        if (lost) count++;
        if (lost && row === 0) runs++;
        if (!lost && row > 0) lengths[Math.min(row, lengths.length) - 1]!++;
        row = lost ? row + 1 : 0;
      }
      all += count;
      return count;
    });
    const mean = all / blocks;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (blocks - 1);
    return { share: mean / size, length: all / runs, dispersion: variance / (mean * (1 - mean / size)), lengths };
  }

  it.each(["2%/5", "1%:25%:50%:99%", "5%:90%", "10%/1.2"])("is what happens: %s", (text) => {
    const loss = burstLossAmount(text, "link");
    const [blocks, size] = [2000, 1000];
    const { share, length, dispersion, lengths } = played(loss, blocks, size);
    const mean = meanBurstLoss(loss);
    const error = Math.sqrt((mean * (1 - mean) * burstDispersion(loss)) / (blocks * size));
    expect(Math.abs(share - mean)).toBeLessThan(4 * error);
    expect(length / meanBurstLength(loss)).toBeCloseTo(1, 1);
    for (const [i, one] of burstLengths(loss, lengths.length).entries()) {
      const runs = lengths.reduce((sum, count) => sum + count);
      expect(Math.abs(lengths[i]! / runs - one)).toBeLessThan(4 * Math.sqrt((one * (1 - one)) / runs) + 1e-9);
    }
    // A variance is known within √(2 / blocks), 3 %; blocks of a thousand hide a little of the correlation.
    expect(Math.abs(dispersion / burstDispersion(loss) - 1)).toBeLessThan(0.15);
  });
});
