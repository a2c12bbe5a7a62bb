import { describe, expect, it } from "vitest";
import { type Filtering, SmallNat, SmallWorld } from "./testing/small-world.ts";

const open = (address: string) => new SmallNat(address, false, "open", 50_000);
const cone = (filtering: Filtering) => new SmallNat("203.0.113.2", false, filtering, 40_000);
const symmetric = () => new SmallNat("203.0.113.1", true, "port", 61_000);
const seeds = Array.from({ length: 12 }, (_, i) => i + 1);

interface Speaking {
  readonly seed?: number;
  readonly loss?: number;
  readonly first?: 0 | 1;
  readonly startTogether?: boolean;
}

/** Both started and registered; `first` sends first. */
function world(
  nats: readonly [SmallNat, SmallNat],
  { seed = 1, loss = 0, first = 0, startTogether = false }: Speaking = {},
): SmallWorld {
  const made = new SmallWorld(nats, { seed, loss });
  for (const home of made.homes) {
    made.start(home);
    if (!startTogether) made.pass(2_000);
  }
  if (!startTogether) made.pass(1_000);
  made.frame(made.homes[first]);
  return made;
}

describe("two edges and a relay", () => {
  it("reach each other directly within a second, and stay direct without the supernode", () => {
    const made = world([open("203.0.113.1"), open("203.0.113.2")]);
    made.talk(1_000);
    expect(made.direct()).toBe(true);
    made.supernodeUp = false;
    const cut = made.now;
    made.talk(120_000);
    expect(made.direct()).toBe(true);
    for (const home of made.homes) expect(made.longestGap(home, cut)).toBeLessThanOrEqual(101);
  });
});

describe("a symmetric NAT", () => {
  describe.each<[Filtering, boolean]>([
    ["none", true],
    ["address", true],
    ["port", false],
  ])("against filtering by %s", (filtering, reachable) => {
    it.each<[string, Speaking]>([
      ["the symmetric side sends first", { first: 0 }],
      ["the other side sends first", { first: 1 }],
      ["both start at once", { startTogether: true }],
    ])("%s", (_, options) => {
      const made = world([symmetric(), cone(filtering)], options);
      made.talk(3_000);
      expect(made.direct()).toBe(reachable);
      expect(made.homes.map(({ got }) => got.length > 25)).toEqual([true, true]);
      if (!reachable) expect(made.counts.direct).toBe(0);
    });

    it.each(seeds)("are direct if reachable while one in twenty datagrams is lost, seed %i", (seed) => {
      const made = world([symmetric(), cone(filtering)], { seed, loss: 0.05, first: seed % 2 === 0 ? 0 : 1 });
      made.talk(5_000);
      expect(made.direct()).toBe(reachable);
      made.talk(60_000);
      const flaps = made.homes.flatMap(({ paths }) => paths.filter(({ path }) => path === "relayed"));
      expect(flaps.length).toBeLessThanOrEqual(1);
    });
  });

  it("costs little when no direct path exists", () => {
    const made = world([symmetric(), cone("port")]);
    made.talk(10_000);
    const before = made.counts.sent;
    made.talk(60_000);
    // 600 frames each, twice through the relay; the rest is punching, registrations and the relay's answers.
    expect(made.counts.sent - before - 2_400).toBeLessThan(300);
  });
});

describe("a NAT that forgets everything", () => {
  it.each(["none", "address", "port"] as const)(
    "heals within seconds, filtering by %s, and loses little",
    (filtering) => {
      const made = world([cone(filtering), open("203.0.113.9")]);
      made.talk(10_000);
      expect(made.direct()).toBe(true);
      const moment = made.now;
      made.homes[0].nat.rebind();
      made.talk(10_000);
      expect(made.direct()).toBe(true);
      for (const home of made.homes) expect(made.longestGap(home, moment)).toBeLessThan(5_000);
    },
  );

  it("heals for two cones that filter by port", () => {
    const other = new SmallNat("203.0.113.1", false, "port", 30_000);
    const made = world([other, cone("port")]);
    made.talk(10_000);
    expect(made.direct()).toBe(true);
    const moment = made.now;
    other.rebind();
    made.talk(15_000);
    expect(made.direct()).toBe(true);
    for (const home of made.homes) expect(made.longestGap(home, moment)).toBeLessThan(6_000);
  });
});

describe("a supernode that restarts and has forgotten its edges", () => {
  it("carries frames again within five seconds", () => {
    const made = world([symmetric(), cone("port")]);
    made.talk(5_000);
    const moment = made.now;
    made.restartSupernode();
    made.talk(10_000);
    for (const home of made.homes) expect(made.longestGap(home, moment)).toBeLessThan(5_000);
  });
});
