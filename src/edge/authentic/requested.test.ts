import { describe, expect, it } from "vitest";
import {
  type Pair,
  arrive,
  authentic,
  broadcast,
  ipOf,
  live,
  packets,
  pair,
  settle,
  takeDelivered,
  unicast,
  wire,
} from "../testing/authentic-pair.ts";
import { bobInvites } from "../testing/bob.ts";
import { Rig, alice, bob, bobWan, ipv4Frame } from "../replay/rig.ts";

describe("authentication that is requested and not required", () => {
  it("a peer without it gets ordinary frames, and hellos that become rare", () => {
    const rigs = pair(authentic(false), {});
    let hellos = 0;
    for (let i = 0; i < 600; i++) {
      unicast(rigs, 0);
      unicast(rigs, 1);
      hellos += packets(settle(rigs)[0]!).filter(({ transform }) => transform === 65).length;
      for (const rig of rigs) rig.wait(100);
    }
    expect([takeDelivered(rigs[0]), takeDelivered(rigs[1])]).toEqual([600, 600]);
    expect(hellos).toBeGreaterThan(4);
    expect(hellos).toBeLessThan(12);
  });

  it("ordinary frames of a peer that was authenticated are refused", () => {
    const rigs = live(authentic(false));
    const frame = ipv4Frame(bob, alice, ipOf[0], ipOf[1]);
    const plain = { type: "PACKET", source: alice, destination: bob, compression: 1, transform: 1 } as const;
    const believed: number[] = [];
    for (let seconds = 0; seconds <= 200; seconds++) {
      rigs[1].take();
      rigs[1].relayed({ ...plain, payload: frame });
      if (rigs[1].done("deliver").length > 0) believed.push(seconds);
      rigs[1].wait(1_000);
    }
    // Frames under way when the session began, and peers silent for as long as peers are remembered.
    expect(believed).toEqual([0, 1, ...Array.from({ length: 21 }, (_, i) => 180 + i)]);
    expect(rigs[1].edge.status().drops["unauthenticated"]).toBe(178);
  });

  it("a fall back is reported by a warning, and in the status until it is over", () => {
    const rigs = live(authentic(false));
    rigs[0].wait(10_000);
    rigs[1].wait(10_000);
    const refused = () => rigs[1].edge.status().peers.map(({ refused }) => refused);
    const plain: Pair = [pair({}, {}, 3)[0], rigs[1]];
    const warnings: string[] = [];
    for (let i = 0; i < 8; i++) {
      unicast(plain, 0);
      for (const bytes of wire(plain[0])) arrive(rigs[1], bytes);
      rigs[1].wait(500);
    }
    warnings.push(...rigs[1].notes().filter((what) => what === "not-authenticated"));
    expect(rigs[1].done("deliver")).toEqual([]);
    rigs[1].take();
    expect([warnings, refused()]).toEqual([["not-authenticated"], [true]]);
    unicast(rigs, 0);
    settle(rigs);
    unicast(rigs, 0);
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(2);
  });

  it("the status shows for each peer whether it is authenticated", () => {
    const peerOf = (rig: Rig) => rig.edge.status().peers.map(({ authenticated }) => authenticated);
    const rigs = live(authentic(false));
    expect(rigs.map(peerOf)).toEqual([[true], [true]]);
    const mixed = pair(authentic(false), {});
    unicast(mixed, 0);
    settle(mixed);
    expect(mixed.map(peerOf)).toEqual([[false], [false]]);
  });

  it("begins once the key is derived, which may be after the first frames", () => {
    const { authenticated, ...early } = authentic(false);
    const rigs = pair(early, authentic(false));
    unicast(rigs, 0);
    unicast(rigs, 1);
    settle(rigs);
    expect([takeDelivered(rigs[0]), takeDelivered(rigs[1])]).toEqual([1, 1]);
    rigs[0].feed({ kind: "authenticate", key: authenticated!.key, greets: true });
    unicast(rigs, 0);
    settle(rigs);
    unicast(rigs, 0);
    expect(packets(settle(rigs)[0]!).map(({ transform }) => transform)).toEqual([65]);
    expect([takeDelivered(rigs[0]), takeDelivered(rigs[1])]).toEqual([0, 2]);
  });

  it("broadcasts stay readable for all edges", () => {
    const rigs = live(authentic(false));
    broadcast(rigs, 0);
    expect(packets(settle(rigs)[0]!).map(({ transform }) => transform)).toEqual([1]);
    expect(takeDelivered(rigs[1])).toBe(1);
  });
});

it("works together with direct paths", () => {
  const rig = new Rig({ ...authentic(true), mac: alice }).registered();
  const other = new Rig({ ...authentic(true), mac: bob, address: { address: ipOf[1], prefix: 24 } }, 5).registered();
  bobInvites(rig);
  rig.ack(bobWan, rig.sent("REGISTER").find(({ to }) => to !== "group" && to.port === bobWan.port)!.message.cookie);
  rig.take();
  const frame = ipv4Frame(bob, alice, ipOf[0], ipOf[1]);
  for (let round = 0; round < 6; round++) {
    if (round === 0) rig.feed({ kind: "frame", frame });
    for (const { to, message } of rig.sent("PACKET")) {
      expect(to).toEqual(bobWan);
      other.receive({ address: "203.0.113.1", port: 50001 }, message);
    }
    rig.take();
    for (const { message } of other.sent("PACKET")) rig.receive(bobWan, message);
    other.take();
  }
  rig.feed({ kind: "frame", frame });
  const [sealed] = rig.sent("PACKET");
  expect([sealed?.to, sealed?.message.transform]).toEqual([bobWan, 65]);
});
