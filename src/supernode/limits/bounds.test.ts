import { describe, expect, it } from "vitest";
import { after, instant, seconds } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import { type Stamp, StampIssuer } from "../../seal/stamps/stamp.ts";
import { encode } from "../../wire/codec.ts";
import { padded } from "../../wire/fields/text.ts";
import { EdgeLocations } from "../federation/edge-locations.ts";
import { numberedMac, registerSuper, wan } from "../replay/conversation.ts";
import { LastStamps } from "../members/last-stamps.ts";
import type { FederatedSupernode } from "../federation/federated-supernode.ts";
import { HeaderKeys } from "../headers/header-keys.ts";
import { staticHeaderKey } from "../headers/header-key.ts";
import { spec, tuned } from "../timing.ts";

const now = instant(1_800_000_000_000);

describe("edge locations", () => {
  const supernode: FederatedSupernode = { path: { from: wan(1) }, fixed: true, foundAt: now };

  it("are forgotten after 180 s", () => {
    const locations = new EdgeLocations();
    locations.set(numberedMac(1), supernode, now);
    expect(locations.find(numberedMac(1), after(now, spec.locatedFor))).toBe(supernode);
    expect(locations.find(numberedMac(1), after(now, seconds(181)))).toBeUndefined();
  });

  it("are bounded: the oldest is evicted", () => {
    const locations = new EdgeLocations();
    for (let i = 0; i <= tuned.locationsPerCommunity; i++) locations.set(numberedMac(i), supernode, now);
    expect(locations.size).toBe(tuned.locationsPerCommunity);
    expect(locations.find(numberedMac(0), now)).toBeUndefined();
    expect(locations.find(numberedMac(1), now)).toBe(supernode);
  });
});

describe("stamps of edges that left", () => {
  it("are kept while a replay could pass, and bounded", () => {
    const stamp = (low: number): Stamp => ({ high: 0, low });
    const lastStamps = new LastStamps();
    for (let i = 0; i <= tuned.lastStampsPerCommunity; i++) lastStamps.add(numberedMac(i), stamp(i), now);
    expect([0, 1].map((i) => lastStamps.stampOf(numberedMac(i)))).toEqual([undefined, stamp(1)]);
    lastStamps.add(numberedMac(1), stamp(7), after(now, seconds(34)));
    expect([1, 2, 3].map((i) => lastStamps.stampOf(numberedMac(i)))).toEqual([stamp(7), undefined, undefined]);
  });
});

describe("header keys", () => {
  const random = seededRandom(1);
  const keys = ["a", "b"].map((name) => staticHeaderKey(padded(name, 20), random));
  const stamps = new StampIssuer();
  const bytes = keys[1]!.seal(encode(registerSuper(1)), "REGISTER_SUPER", stamps.issue(now));

  it("finds the right one, and remembers it for the socket", () => {
    const headerKeys = new HeaderKeys(10, 8);
    headerKeys.replace(keys);
    expect(headerKeys.openAgain(bytes, wan(1))).toBeUndefined();
    expect(headerKeys.search(bytes, wan(1))?.headerKey).toBe(keys[1]);
    expect(headerKeys.openAgain(bytes, wan(1))?.headerKey).toBe(keys[1]);
    expect(headerKeys.openAgain(bytes, wan(2))).toBeUndefined();
  });

  it("forgets silent sockets among many others, and all when keys change", () => {
    const headerKeys = new HeaderKeys(10, 8);
    headerKeys.replace(keys);
    for (let i = 0; i < 21; i++) headerKeys.search(bytes, wan(i));
    expect(headerKeys.openAgain(bytes, wan(0))).toBeUndefined();
    expect(headerKeys.openAgain(bytes, wan(20))?.headerKey).toBe(keys[1]);
    headerKeys.replace(keys);
    expect(headerKeys.openAgain(bytes, wan(20))).toBeUndefined();
  });
});
