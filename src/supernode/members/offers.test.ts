import { expect, it } from "vitest";
import { after, instant, seconds } from "../../base/instant.ts";
import { Offers } from "./offers.ts";
import { tuned } from "../timing.ts";

const t0 = instant(5_000);

it("an offer holds for its asker, against others, for its time", () => {
  const offers = new Offers();
  offers.add("10.0.0.1", "alice", t0);
  const isOffered = (address: string, asker: string, now = t0) => offers.isOfferedToOther(address, asker, now);
  expect([isOffered("10.0.0.1", "bob"), isOffered("10.0.0.1", "alice"), isOffered("10.0.0.2", "bob")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isOffered("10.0.0.1", "bob", after(t0, tuned.offerFor))).toBe(false);
});

it("the oldest is evicted if there are too many", () => {
  const offers = new Offers();
  for (let i = 0; i < tuned.offersPerCommunity + 5; i++) offers.add(`10.0.${i >> 8}.${i & 255}`, "alice", t0);
  expect(offers.size).toBe(tuned.offersPerCommunity);
  expect(["10.0.0.4", "10.0.0.5"].map((address) => offers.isOfferedToOther(address, "bob", t0))).toEqual([false, true]);
});

it("expired ones are removed by the next", () => {
  const offers = new Offers();
  for (const host of [1, 2, 3]) offers.add(`10.0.0.${host}`, "alice", t0);
  offers.add("10.0.0.9", "alice", after(t0, seconds(60)));
  expect(offers.size).toBe(1);
});
