import { describe, expect, it } from "vitest";
import { after, instant, seconds } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import { type Stamp, StampIssuer } from "../../seal/stamps/stamp.ts";
import { encode } from "../../wire/codec.ts";
import { padded } from "../../wire/fields/text.ts";
import { Associations } from "../federation/associations.ts";
import { mac, registerSuper, wan } from "../replay/conversation.ts";
import { Departures } from "../members/departures.ts";
import type { Supernode } from "../federation/federation.ts";
import { Keyring } from "../headers/keyring.ts";
import { staticLock } from "../headers/lock.ts";
import { spec, tuned } from "../timing.ts";

const now = instant(1_800_000_000_000);

describe("associations", () => {
  const supernode: Supernode = { path: { from: wan(1) }, fixed: true, foundAt: now };

  it("are forgotten after 180 s", () => {
    const associations = new Associations();
    associations.set(mac(1), supernode, now);
    expect(associations.find(mac(1), after(now, spec.associatedFor))).toBe(supernode);
    expect(associations.find(mac(1), after(now, seconds(181)))).toBeUndefined();
  });

  it("are bounded: the oldest goes", () => {
    const associations = new Associations();
    for (let i = 0; i <= tuned.associationsPerCommunity; i++) associations.set(mac(i), supernode, now);
    expect(associations.size).toBe(tuned.associationsPerCommunity);
    expect(associations.find(mac(0), now)).toBeUndefined();
    expect(associations.find(mac(1), now)).toBe(supernode);
  });
});

describe("stamps of edges that left", () => {
  it("are kept while a replay could pass, and bounded", () => {
    const stamp = (low: number): Stamp => ({ high: 0, low });
    const departures = new Departures();
    for (let i = 0; i <= tuned.departuresPerCommunity; i++) departures.add(mac(i), stamp(i), now);
    expect([0, 1].map((i) => departures.stampOf(mac(i)))).toEqual([undefined, stamp(1)]);
    departures.add(mac(1), stamp(7), after(now, seconds(34)));
    expect([1, 2, 3].map((i) => departures.stampOf(mac(i)))).toEqual([stamp(7), undefined, undefined]);
  });
});

describe("a keyring", () => {
  const random = seededRandom(1);
  const locks = ["a", "b"].map((name) => staticLock(padded(name, 20), random));
  const stamps = new StampIssuer();
  const bytes = locks[1]!.seal(encode(registerSuper(1)), "REGISTER_SUPER", stamps.issue(now));

  it("finds the lock, and knows it for the socket from then on", () => {
    const keyring = new Keyring(10, 8);
    keyring.replace(locks);
    expect(keyring.openAgain(bytes, wan(1))).toBeUndefined();
    expect(keyring.search(bytes, wan(1))?.lock).toBe(locks[1]);
    expect(keyring.openAgain(bytes, wan(1))?.lock).toBe(locks[1]);
    expect(keyring.openAgain(bytes, wan(2))).toBeUndefined();
  });

  it("forgets sockets that are not heard among many others, and all when locks change", () => {
    const keyring = new Keyring(10, 8);
    keyring.replace(locks);
    for (let i = 0; i < 21; i++) keyring.search(bytes, wan(i));
    expect(keyring.openAgain(bytes, wan(0))).toBeUndefined();
    expect(keyring.openAgain(bytes, wan(20))?.lock).toBe(locks[1]);
    keyring.replace(locks);
    expect(keyring.openAgain(bytes, wan(20))).toBeUndefined();
  });
});
