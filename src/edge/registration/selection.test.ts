import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { type Mac, nullMac } from "../../base/address/mac.ts";
import type { EdgeConfig } from "../config.ts";
import { Rig, strangerWan } from "../replay/rig.ts";
import type { FieldText } from "../../wire/message.ts";

const place = (n: number): Endpoint => ({ address: `198.51.100.${n}`, port: 7654 });
const [first, second, third] = [place(1), place(2), place(3)];
const listed = (...places: readonly Endpoint[]) => places.map(({ address, port }) => ({ host: address, port }));
/** The later in the list, the smaller the MAC. */
const macOf = (from: Endpoint) => `02:5e:00:00:00:${90 - Number(from.address.at(-1))}` as Mac;

function rigOf(selection: EdgeConfig["selection"]): Rig {
  return new Rig({ supernodes: listed(first, second, third), ...(selection && { selection }) });
}

function pong(rig: Rig, from: Endpoint): Rig {
  const fields = { type: "PEER_INFO", aflags: 0, peer: nullMac, socket: strangerWan, load: 0, uptime: 1 } as const;
  return rig.receive(from, { ...fields, source: macOf(from), version: "x" as FieldText }, true);
}

const asked = (rig: Rig) => rig.sent("REGISTER_SUPER").map(({ to }) => to);
const pinged = (rig: Rig) => rig.sent("QUERY_PEER").filter(({ message }) => message.target === nullMac);

/** Registered after pongs in this order, 20 ms apart, with the actions so far discarded. */
function started(selection: EdgeConfig["selection"], pongs: readonly Endpoint[]): Rig {
  const rig = rigOf(selection).feed({ kind: "start" });
  for (const from of pongs) pong(rig.wait(20), from);
  rig.wait(1_000);
  rig.acknowledge(asked(rig).at(-1) as Endpoint).take();
  return rig;
}

/** Runs the next sweep; each of these answers after its number of milliseconds. */
function sweep(rig: Rig, answers: readonly (readonly [Endpoint, number])[]): void {
  const before = pinged(rig).length;
  while (pinged(rig).length === before) rig.wait(10).acknowledge(rig.edge.status().supernode);
  let passed = 0;
  for (const [from, delay] of answers) {
    pong(rig.wait(delay - passed), from);
    passed = delay;
  }
  rig.wait(50);
}

describe("the first choice", () => {
  it("asks all anonymously, and does not register yet", () => {
    const rig = rigOf("load").feed({ kind: "start" });
    expect(rig.sent("QUERY_PEER").map(({ to, message }) => [to, message.source, message.target])).toEqual(
      [first, second, third].map((to) => [to, nullMac, nullMac]),
    );
    expect(asked(rig)).toEqual([]);
  });

  it.each<[string, EdgeConfig["selection"], readonly Endpoint[], Endpoint]>([
    ["the first of the list at once", "load", [first], first],
    ["of those that answer, the first of the list", undefined, [third, second], second],
    ["the first to answer, by time", "rtt", [third, first], third],
    ["the smallest MAC, when all have answered", "mac", [first, second, third], third],
    ["the smallest MAC of those that answer", "mac", [first, second], second],
    ["the first of the list, if none answers", "rtt", [], first],
  ])("is %s", (_, selection, pongs, expected) => {
    const rig = rigOf(selection).feed({ kind: "start" });
    for (const from of pongs) pong(rig.wait(20), from);
    rig.wait(1_050);
    expect(new Set(asked(rig))).toEqual(new Set([expected]));
  });

  it("does not wait long for a better one", () => {
    const rig = pong(rigOf("load").feed({ kind: "start" }), second).wait(250);
    expect(asked(rig)).toEqual([second]);
  });

  it("asks names as they are resolved", () => {
    const supernodes = [
      { host: "a.example", port: 7654 },
      { host: "b.example", port: 7654 },
    ];
    const rig = new Rig({ supernodes }).feed({ kind: "start" });
    rig.feed({ kind: "resolved", host: "b.example", addresses: [second.address] });
    rig.feed({ kind: "resolved", host: "a.example", addresses: [first.address] });
    pong(pong(rig, second), first).wait(50);
    expect(asked(rig)).toEqual([first]);
  });
});

describe("afterwards", () => {
  it("by order, only the current one and better ones are asked, and the first that answers is used", () => {
    const rig = started("load", [third]);
    // The first look, and the first sweep.
    for (let i = 0; i < 2; i++) sweep(rig, []);
    expect(pinged(rig).map(({ to }) => to)).toEqual([third, third, first, second]);
    sweep(rig, [[second, 20]]);
    expect(rig.edge.status().supernode).toEqual(second);
    expect(rig.sent("UNREGISTER_SUPER").map(({ to }) => to)).toEqual([third]);
  });

  it("by order, no other one is asked while the first is used", () => {
    const rig = started("load", [first]);
    for (let i = 0; i < 100; i++) rig.wait(1_000).acknowledge();
    expect(new Set(pinged(rig).map(({ to }) => to))).toEqual(new Set([first]));
  });

  it("by time, slightly nearer, or nearer once, is not enough", () => {
    const rig = started("rtt", [first, second, third]);
    for (let i = 0; i < 6; i++) {
      sweep(rig, [
        [second, 35],
        [first, i === 3 ? 500 : 40],
      ]);
    }
    expect(rig.edge.status().supernode).toEqual(first);
  });

  it("by time, one that stays much nearer is", () => {
    const rig = started("rtt", [first, second, third]);
    for (let i = 0; i < 4; i++) {
      sweep(rig, [
        [second, 10],
        [first, 80],
      ]);
    }
    expect(rig.edge.status().supernode).toEqual(second);
  });

  it("by MAC, a smaller one that appears takes over", () => {
    const rig = started("mac", [first, second]);
    expect(rig.edge.status().supernode).toEqual(second);
    sweep(rig, [
      [second, 10],
      [third, 20],
    ]);
    expect(rig.edge.status().supernode).toEqual(third);
  });

  it("unsolicited answers change nothing", () => {
    const rig = started("rtt", [first, second, third]);
    for (let i = 0; i < 5; i++) pong(rig, second);
    expect(asked(rig.wait(100))).toEqual([]);
    expect(rig.edge.status().supernode).toEqual(first);
  });

  it.each([
    ["rtt", third],
    ["mac", third],
    ["load", second],
  ] as const)("by %s, a silent one is left for the best of the others", (selection, expected) => {
    const rig = started(selection, selection === "mac" ? [third, first] : [first, third]);
    if (selection === "mac") rig.take();
    const served = rig.edge.status().supernode;
    rig.wait(25_000);
    const next = asked(rig).find((to) => to !== "group" && to.address !== served?.address);
    expect(next).toEqual(selection === "mac" ? first : expected);
  });
});

it("over TCP none is pinged, and the first of the list is used", () => {
  const rig = new Rig({ supernodes: listed(first, second), transport: "tcp", peerToPeer: false });
  rig.feed({ kind: "start" });
  expect(asked(rig)).toEqual([first]);
  rig.acknowledge(first).wait(120_000);
  expect(pinged(rig)).toEqual([]);
});
