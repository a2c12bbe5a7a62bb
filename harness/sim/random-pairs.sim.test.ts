import { describe, expect, it } from "vitest";
import { seconds } from "../../src/base/instant.ts";
import { seededRandom } from "../../src/base/random.ts";
import { predict } from "../nat/predict/setting.ts";
import { randomNat } from "../nat/testing/random-nat.ts";
import { describeNat } from "../topology/nat/nat.ts";
import { meet, pathNow, type Meeting } from "./testing/meeting.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "20ms" }, linkSn: { delay: "5ms" } };
const openings: readonly Meeting[] = [
  { first: "alice", speaker: "alice" },
  { first: "alice", speaker: "bob" },
  { first: "bob", speaker: "alice" },
  { first: "bob", speaker: "bob" },
];

/** NATLAB_PAIRS=3000 tries more; each seed is a pair of its own. */
const pairs = Number(process.env["NATLAB_PAIRS"] ?? 120);

/** Undefined = the simulation came to what the oracle said, or to either where chance decides. */
async function disagreement(seed: number): Promise<string | undefined> {
  const random = seededRandom(seed);
  const [a, b] = [randomNat(random), randomNat(random)];
  const { path } = predict({ a: [a], b: [b] });
  const world = await meet(a, b, { ...links, ...openings[seed % openings.length], seed });
  await world.pass(seconds(5));
  const found = await pathNow(world, seconds(2));
  const agree = path === "race" || path === "either" ? ["direct", "relayed"].includes(found) : found === path;
  return agree ? undefined : `${seed}: ${describeNat(a)} and ${describeNat(b)}: predicted ${path}, found ${found}`;
}

describe("random pairs of NATs, with all knobs", () => {
  it(`${pairs} of them come to what the oracle predicts`, { timeout: pairs * 3000 }, async () => {
    const all: string[] = [];
    // Those that once differed come first: a firewall that filters by address, and a NAT that draws addresses.
    for (const seed of [1128, 1233, 1771, 1793, ...Array.from({ length: pairs }, (_, i) => i)]) {
      const one = await disagreement(seed);
      if (one !== undefined) all.push(one);
    }
    expect(all).toEqual([]);
  });
});
