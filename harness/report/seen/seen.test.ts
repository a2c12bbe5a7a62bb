import { expect, it } from "vitest";
import { seconds } from "../../../src/base/instant.ts";
import { Story, claimed } from "../../evidence/testing/story.ts";
import { encode } from "../../../src/wire/codec.ts";
import type { Message } from "../../../src/wire/message.ts";
import { packetOf } from "./packet.ts";
import { pingsBetween } from "./pings.ts";
import { stepsOf } from "./steps.ts";
import { transfersOf } from "./transfers.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "20ms" } } as const;

it("pings over time have their path, their round trip, and what the links were asked for", () => {
  const story = new Story(links);
  story.pings(2, 0, "relayed");
  story.pings(3, 1000, "direct");
  story.ping(2000, "alice", "bob", "direct", { there: { refusedBy: "homeB" } });
  story.steps.push({ at: Story.start, what: "begin" });
  const [there, ...more] = pingsBetween(story.evidence(5000), "alice", "bob", Story.start);
  expect(more).toEqual([]);
  expect(there).toMatchObject({ from: "alice", to: "bob", path: "rrdddx", lost: [0, 0, 0, 0, 0, 1] });
  expect(there!.at).toEqual([0, 50, 1000, 1050, 1100, 2000]);
  expect(there!.ms.at(-1)).toBeNull();
  expect(there!.ms[2]).toBeGreaterThanOrEqual(60);
  expect(there!.asked).toEqual({ direct: 60, relayed: 60 });
});

it("many pings are put together, and none of those lost is left out", () => {
  const story = new Story(links);
  story.pings(1000, 0, "direct");
  story.ping(50_000, "alice", "bob", "direct", { there: { refusedBy: "homeB" } });
  story.steps.push({ at: Story.start, what: "begin" });
  const [there] = pingsBetween(story.evidence(60_000), "alice", "bob", Story.start);
  expect(there!.at.length).toBeLessThanOrEqual(200);
  expect(there!.lost.reduce((sum, one) => sum + one, 0)).toBe(1);
  expect(there!.path).toHaveLength(there!.at.length);
});

it("steps are what the story did and what happened to the network, without claims", () => {
  const story = new Story();
  story.steps.push(
    { at: Story.at(0), ended: Story.at(20), what: "alice: start edge" },
    claimed({ kind: "ping", a: "alice", b: "bob", from: Story.start, within: seconds(1) }),
    { at: Story.at(500), what: "flush", event: { kind: "flush", router: "homeA" } },
  );
  story.tested(1000, "direct");
  const steps = stepsOf(story.evidence(5000), Story.start);
  expect(steps.map(({ kind }) => kind)).toEqual(["act", "event", "cut", "cut"]);
  expect(steps.slice(0, 2)).toEqual([
    { at: 0, until: 20, what: "alice: start edge", kind: "act" },
    { at: 500, what: "homeA: forget every mapping", kind: "event" },
  ]);
});

it("a transfer is measured where it comes out of the receiver's device", () => {
  const story = new Story();
  const claim = { kind: "throughput", a: "alice", b: "bob", bytes: 20_000, digest: "", port: 9, floor: 1, from: Story.start, within: seconds(9) } as const; // prettier-ignore
  story.steps.push(claimed(claim));
  const data = (at: number, direction: "in" | "out", port: number) => ({
    at: Story.at(at), node: "bob", interface: "n2n0", direction, protocol: "tcp" as const, frame: 0,
    from: { address: "10.0.0.1", port: 50_000 }, to: { address: "10.0.0.2", port }, payload: new Uint8Array(1000),
  }); // prettier-ignore
  story.packets
    .get("bob")!
    .push(...[100, 105, 145].map((at) => data(at, "in", 9)), data(110, "out", 9), data(110, "in", 8));
  expect(transfersOf(story.evidence(5000), Story.start)).toEqual([
    { from: "alice", to: "bob", floor: 1, start: 100, bin: 20, rates: [0.8, 0, 0.4] },
  ]);
});

it("a datagram shows its first bytes, and the fields of a message", () => {
  const from = { address: "198.18.2.1", port: 4 };
  const common = { at: Story.start, node: "sn", interface: "eth0", direction: "in", protocol: "udp", from, to: from, frame: 1 } as const; // prettier-ignore
  const message = { type: "QUERY_PEER", ttl: 2, fromSupernode: false, community: "c", source: "02:00:00:00:00:01", target: "00:00:00:00:00:00", aflags: 0 } as unknown as Message; // prettier-ignore
  const { fields, hex, length } = packetOf({ ...common, payload: encode(message) });
  expect(fields).toContainEqual(["from supernode", "false"]);
  expect(fields).toContainEqual(["type", "QUERY_PEER"]);
  expect(hex).toHaveLength(2 * length);
  const other = packetOf({ ...common, payload: new Uint8Array(500) });
  expect(other).toMatchObject({ length: 500, hex: "00".repeat(80) });
  expect(other.fields).toBeUndefined();
});
