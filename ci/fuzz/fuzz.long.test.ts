import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { corpus } from "./corpus.ts";
import { mutate } from "./mutate.ts";
import { fuzz } from "./run.ts";

describe("mutated datagrams", () => {
  it("are other than what was recorded, and not longer than anybody takes", () => {
    const random = seededRandom(5);
    const known = corpus();
    expect(known.length).toBeGreaterThan(1000);
    const same = known.filter((one) => Buffer.compare(mutate(one, known[0]!, random), one) === 0);
    expect(same.length).toBeLessThan(known.length / 10);
    for (const one of known) expect(mutate(one, one, random).length).toBeLessThanOrEqual(2100);
  });

  // The whole is `npm run fuzz`: ten million and more, and memory watched.
  it("break no decoder and no machine", { timeout: 300_000 }, async () => {
    expect(await fuzz(50_000, 0x5eed)).toBeUndefined();
  });
});
