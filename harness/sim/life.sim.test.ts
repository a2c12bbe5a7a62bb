import { describe, expect, it } from "vitest";
import { instant, seconds, since } from "../../src/base/instant.ts";
import { judge } from "../expect/judge.ts";
import { inSeries, predictPath } from "../nat/predict/predict.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { host, router, topology } from "../topology/builders.ts";
import { describeNat, nat, type Nat } from "../topology/nat/nat.ts";
import { sameLan } from "../../topologies/same-lan.ts";
import type { SimWorld } from "./sim-world.ts";
import { evidenceNow, meet, meetIn, pathNow } from "./testing/meeting.ts";

const directPairs: readonly [Nat, Nat][] = [
  [nat.portRestricted, nat.portRestricted],
  [nat.symmetric, nat.addressRestricted],
  [nat.symmetric, nat.fullCone],
  [nat.none, nat.symmetric],
];
const titled = directPairs.map(([a, b]) => [describeNat(a), describeNat(b), a, b] as const);
const links = { linkA: { delay: "10ms" }, linkB: { delay: "20ms" }, linkSn: { delay: "5ms" } };

/** Seconds until a ping sent from now on is answered, at most `most`. */
async function answeredAfter(world: SimWorld, most: number): Promise<number> {
  const from = world.now();
  const claim = { kind: "ping", a: "alice", b: "bob", from, within: seconds(most) } as const;
  await world.pass(seconds(most));
  const judgement = judge(claim, await evidenceNow(world));
  return judgement.is === "met" ? since(from, judgement.at) / 1000 : Infinity;
}

async function settled(a: Nat, b: Nat): Promise<SimWorld> {
  const world = await meet(a, b, links);
  await world.pass(seconds(5));
  return world;
}

describe.each(titled)("a direct path between %s and %s", (_a, _b, a, b) => {
  it("survives cutting off the supernode", async () => {
    const world = await settled(a, b);
    await world.cutOff("sn");
    expect(await pathNow(world, seconds(60))).toBe("direct");
  });

  it.each([60, 200])("is there again after %i s without traffic", async (pause) => {
    const world = await settled(a, b);
    await world.silence();
    await world.pass(seconds(pause));
    await world.ping("bob", "alice");
    await world.pass(seconds(5));
    expect(await pathNow(world)).toBe("direct");
  });

  it("comes back after the peer's edge was restarted", async () => {
    const world = await settled(a, b);
    await world.stop("bob");
    await world.pass(seconds(3));
    await world.startNode("bob", {});
    await world.pass(seconds(10));
    expect(await pathNow(world)).toBe("direct");
  });
});

it("NATs that forget after 15 s: traffic keeps a path, and a forgotten one is found again", async () => {
  const forgetful = { ...nat.portRestricted, idle: seconds(15) };
  const world = await settled(forgetful, forgetful);
  expect(await pathNow(world, seconds(40))).toBe("direct");
  await world.silence();
  await world.pass(seconds(200));
  await world.ping("alice", "bob");
  await world.pass(seconds(25));
  expect(await pathNow(world)).toBe("direct");
});

it("relayed edges find a restarted supernode again within a registration interval", async () => {
  const world = await settled(nat.symmetric, nat.portRestricted);
  await world.stop("sn");
  await world.pass(seconds(2));
  await world.startHelper("sn");
  expect(await answeredAfter(world, 25)).toBeLessThan(21);
  expect(await pathNow(world)).toBe("relayed");
});

it("neighbours behind one router meet on their LAN, though it does not hairpin", async () => {
  const world = await meetIn(sameLan({ nat: nat.symmetric, link: { delay: "20ms" } }));
  await world.pass(seconds(5));
  expect(await pathNow(world)).toBe("direct");
  const { captures } = await evidenceNow(world);
  const crossedRouter = captures
    .find((capture) => capture.node === "home")!
    .packets.some((packet) => packet.payload.length > 400);
  expect(crossedRouter).toBe(false);
});

it("a supernode with two addresses answers from the one it was asked on", async () => {
  const home = (name: string) => router({ nat: nat.portRestricted, lan: { [name]: host() } });
  const world = await meetIn(
    topology("two-faced", { sn: host({ addresses: 2 }), homeA: home("alice"), homeB: home("bob") }),
  );
  expect(await answeredAfter(world, 5)).toBeLessThan(5);
});

describe("NATs in series behave as the stricter on each axis", () => {
  const chains: readonly (readonly [Nat, Nat])[] = [
    [nat.fullCone, nat.portRestricted],
    [nat.portRestricted, nat.symmetric],
    [nat.symmetric, nat.fullCone],
    [nat.addressRestricted, nat.addressRestricted],
  ];
  it.each(chains.map(([inner, outer]) => [describeNat(inner), describeNat(outer), inner, outer] as const))(
    "%s behind %s",
    async (_inner, _outer, inner, outer) => {
      for (const far of [nat.addressRestricted, nat.portRestricted, nat.symmetric]) {
        const net = topology("double-nat", {
          sn: host(),
          carrier: router({ nat: outer, lan: { homeA: router({ nat: inner, lan: { alice: host() } }) } }),
          homeB: router({ nat: far, lan: { bob: host() } }),
        });
        const world = await meetIn(net);
        await world.pass(seconds(5));
        expect(await pathNow(world), describeNat(far)).toBe(predictPath(inSeries([inner, outer]), far).path);
        const { proofs } = await evidenceNow(world);
        expect(proofs.flatMap(({ declared, measured }) => compareNat(declared, measured))).toEqual([]);
      }
    },
  );
});

it("is repeated byte for byte with the same seed, and differs with another", async () => {
  const lived = async (seed: number) => {
    const lossy = { delay: "10ms", jitter: "5ms", loss: "5%" };
    const world = await meet(nat.symmetric, nat.addressRestricted, { linkA: lossy, linkB: lossy, seed });
    await world.pass(seconds(5));
    return JSON.stringify(
      (await world.seal({ end: "complete", claims: 0 })).captures.map(({ packets }) => packets.map(plain)),
    );
  };
  const plain = (one: { readonly payload: Uint8Array }) => ({
    ...one,
    payload: Buffer.from(one.payload).toString("hex"),
  });
  const first = await lived(1);
  expect(first.length).toBeGreaterThan(100_000);
  expect(await lived(1)).toBe(first);
  expect(await lived(2)).not.toBe(first);
});

it("adds nothing to the evidence after it was sealed", async () => {
  const world = await settled(nat.fullCone, nat.fullCone);
  const { captures, until } = await world.seal({ end: "complete", claims: 0 });
  const count = captures.map((capture) => capture.packets.length);
  await world.pass(seconds(5));
  expect(captures.map((capture) => capture.packets.length)).toEqual(count);
  expect(
    captures.every((capture) => capture.packets.every((packet) => packet.at <= until && packet.at > instant(0))),
  ).toBe(true);
});
