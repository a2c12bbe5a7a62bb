import { describe, expect, it } from "vitest";
import { seconds } from "../../src/base/instant.ts";
import { predictPath } from "../nat/predict/predict.ts";
import { describeNat, nat, type Dependence, type Nat } from "../topology/nat/nat.ts";
import { meet, pathNow, type Meeting } from "./testing/meeting.ts";

const named: readonly Nat[] = [nat.none, nat.fullCone, nat.addressRestricted, nat.portRestricted, nat.symmetric];
const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const squares: readonly Nat[] = dependences.flatMap((mapping) =>
  dependences.map((filtering): Nat => ({ ...nat.portRestricted, mapping, filtering })),
);
const pairs = (nats: readonly Nat[]) =>
  nats.flatMap((a) => nats.map((b) => ({ a, b, title: `${describeNat(a)} and ${describeNat(b)}` })));

const surroundings: Readonly<Record<string, Meeting>> = {
  "no delay": {},
  "far apart": { linkA: { delay: "50ms", jitter: "10ms" }, linkB: { delay: "30ms" }, linkSn: { delay: "5ms" } },
  "supernode far away": { linkA: { delay: "1ms" }, linkB: { delay: "3ms" }, linkSn: { delay: "50ms" } },
  "5 % loss on both lines": { linkA: { delay: "10ms", loss: "5%" }, linkB: { delay: "10ms", loss: "5%" } },
};
const openings: readonly Meeting[] = [
  { first: "alice", speaker: "alice" },
  { first: "alice", speaker: "bob" },
  { first: "bob", speaker: "alice" },
  { first: "bob", speaker: "bob" },
];

async function settledPath(a: Nat, b: Nat, meeting: Meeting): Promise<string> {
  const world = await meet(a, b, meeting);
  await world.pass(seconds(5));
  return pathNow(world);
}

describe.each(Object.entries(surroundings))("the pairs that RFC 3489 names, %s", (_name, links) => {
  it.each(pairs(named))("$title", async ({ a, b }) => {
    const expected = predictPath(a, b).path;
    for (const [seed, opening] of openings.entries()) {
      expect(await settledPath(a, b, { ...links, ...opening, seed }), JSON.stringify(opening)).toBe(expected);
    }
  });
});

describe("all 81 pairs of RFC 4787", () => {
  it.each(pairs(squares))("$title", async ({ a, b }) => {
    const expected = predictPath(a, b).path;
    const links = { linkA: { delay: "10ms" }, linkB: { delay: "20ms" }, linkSn: { delay: "5ms" } };
    for (const [seed, opening] of [openings[0]!, openings[3]!].entries()) {
      const found = await settledPath(a, b, { ...links, ...opening, seed });
      if (expected === "race") expect(["direct", "relayed"]).toContain(found);
      else expect(found, JSON.stringify(opening)).toBe(expected);
    }
  });
});
