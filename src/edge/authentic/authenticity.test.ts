import { describe, expect, it } from "vitest";
import { broadcastMac, type Mac } from "../../base/address/mac.ts";
import { decode, encode } from "../../wire/codec.ts";
import type { Packet } from "../../wire/message.ts";
import {
  type Pair,
  arrive,
  authentic,
  broadcast,
  live,
  packets,
  pair,
  settle,
  takeDelivered,
  unicast,
  wire,
} from "../testing/authentic-pair.ts";
import { Rig, bob } from "../replay/rig.ts";

describe.each([
  ["required", true],
  ["requested", false],
])("authentication %s on both sides", (_, required) => {
  it("two of our edges discover each other, and seal frames so that each is accepted once", () => {
    const rigs = live(authentic(required));
    unicast(rigs, 0);
    unicast(rigs, 1);
    const [there, back] = settle(rigs);
    expect(packets([...there!, ...back!]).map(({ transform }) => transform)).toEqual([65, 65]);
    expect([takeDelivered(rigs[0]), takeDelivered(rigs[1])]).toEqual([1, 1]);
    for (const bytes of there!) arrive(rigs[1], bytes);
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(0);
    expect(rigs[1].edge.status().drops["replayed"]).toBe(1);
  });

  it("a frame that was modified, in its header or its payload, is not delivered", () => {
    const rigs = live(authentic(required));
    unicast(rigs, 0);
    const [bytes] = wire(rigs[0]);
    const original = decode(bytes!) as Packet;
    const payload = Uint8Array.from(original.payload);
    payload[payload.length - 20]! ^= 1;
    for (const forged of [
      { ...original, payload },
      { ...original, source: "02:00:00:00:00:09" as Mac },
      { ...original, destination: broadcastMac },
      { ...original, compression: 2 },
      { ...original, payload: payload.subarray(0, 20) },
      { ...original, payload: new Uint8Array(5) },
    ]) {
      arrive(rigs[1], encode(forged));
    }
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(0);
    arrive(rigs[1], bytes!);
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(1);
  });

  it("an edge that restarts is accepted after one round trip, and its previous run never again", () => {
    const rigs = pair(authentic(required));
    unicast(rigs, 0);
    const recorded = settle(rigs)[0]!;
    unicast(rigs, 0);
    recorded.push(...settle(rigs)[0]!);
    rigs[1].wait(1_000);
    const again = pair(authentic(required), authentic(required), 1)[0];
    const restarted: Pair = [again, rigs[1]];
    unicast(restarted, 0);
    settle(restarted);
    unicast(restarted, 0);
    settle(restarted);
    takeDelivered(rigs[1]);
    unicast(restarted, 0);
    settle(restarted);
    expect(takeDelivered(rigs[1])).toBe(1);
    // Where authentication is only requested, ordinary frames that were under way are still taken.
    const sealed = recorded.filter((bytes) => packets([bytes])[0]!.transform === 65);
    expect(sealed.length).toBeGreaterThan(1);
    for (let i = 0; i < 3; i++) {
      for (const bytes of sealed) arrive(rigs[1], bytes);
      rigs[1].wait(250);
    }
    expect(rigs[1].done("deliver")).toEqual([]);
    rigs[1].take();
    unicast(restarted, 0);
    settle(restarted);
    expect(takeDelivered(rigs[1])).toBe(1);
  });

  it("a receiver that restarts does not accept a recording", () => {
    const rigs = live(authentic(required));
    unicast(rigs, 0);
    const recorded = [...settle(rigs)[0]!];
    const fresh = pair(authentic(required), authentic(required), 2)[1];
    for (const bytes of recorded) arrive(fresh, bytes);
    fresh.wait(60_000);
    expect(fresh.done("deliver")).toEqual([]);
    expect(fresh.edge.status().drops["unauthenticated"]).toBe(recorded.length);
  });

  it("hellos end once both are live", () => {
    const rigs = pair(authentic(required));
    unicast(rigs, 0);
    unicast(rigs, 1);
    const hellos = settle(rigs).map(
      (datagrams) => packets(datagrams).filter(({ transform }) => transform === 65).length,
    );
    expect(Math.max(...hellos)).toBeLessThan(6);
    for (const rig of rigs) rig.wait(10_000);
    expect(settle(rigs).flat()).toEqual([]);
  });

  it("recorded hellos provoke few answers", () => {
    const rigs = pair(authentic(required));
    unicast(rigs, 0);
    const [hello] = packets(wire(rigs[0])).filter(({ transform }) => transform === 65);
    for (let i = 0; i < 100; i++) {
      rigs[1].relayed(hello!).wait(10);
    }
    expect(rigs[1].sent("PACKET").length).toBeLessThanOrEqual(6);
  });

  it("another passphrase opens nothing, and creates no state", () => {
    const rigs = pair(authentic(required), authentic(required, new Uint8Array(32).fill(8)));
    unicast(rigs, 0);
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(required ? 0 : 1);
    expect(rigs[1].edge.status().drops["unsealed"]).toBe(1);
    expect(rigs[1].sent("PACKET")).toEqual([]);
  });
});

describe("required", () => {
  it("never sends or delivers anything else, with a peer that cannot", () => {
    const rigs = pair(authentic(true), {});
    for (let i = 0; i < 20; i++) {
      unicast(rigs, 0);
      broadcast(rigs, 0);
      unicast(rigs, 1);
      broadcast(rigs, 1);
      const [ours] = settle(rigs);
      expect(packets(ours!).every(({ transform }) => transform === 65)).toBe(true);
      for (const rig of rigs) rig.wait(1_000);
    }
    expect([takeDelivered(rigs[0]), takeDelivered(rigs[1])]).toEqual([0, 0]);
    expect(rigs[0].edge.status().drops["unauthenticated"]).toBeGreaterThan(40);
  });

  it("warns once about each peer that cannot, whichever side began", () => {
    const rigs = pair(authentic(true), {});
    const notes: unknown[] = [];
    for (let i = 0; i < 20; i++) {
      if (i % 2 === 0) unicast(rigs, 0);
      else broadcast(rigs, 1);
      notes.push(
        ...rigs[0].done("note").filter(({ note }) => note.what === "not-authenticated"),
        ...rigs[1].done("note").filter(({ note }) => note.what === "not-authenticated"),
      );
      settle(rigs);
      for (const rig of rigs) rig.wait(500);
    }
    expect(notes).toEqual([
      { kind: "note", note: { level: "warning", what: "not-authenticated", with: { peer: bob } } },
    ]);
  });

  it("does not warn about a peer that is only slow", () => {
    const rigs = pair(authentic(true));
    const warnings: unknown[] = [];
    for (let i = 0; i < 20; i++) {
      unicast(rigs, 0);
      warnings.push(...rigs[0].notes().filter((what) => what === "not-authenticated"));
      settle(rigs);
      for (const rig of rigs) rig.wait(500);
    }
    expect(warnings).toEqual([]);
  });

  it("seals broadcasts, which also make two edges known to each other", () => {
    const rigs = pair(authentic(true));
    broadcast(rigs, 0);
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(1);
    broadcast(rigs, 0);
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(1);
  });

  it("holds a first broadcast until its sender's session is live, and delivers it once", () => {
    const rigs = pair(authentic(true));
    broadcast(rigs, 0);
    const [first] = wire(rigs[0]);
    for (let i = 0; i < 3; i++) arrive(rigs[1], first!);
    expect(rigs[1].done("deliver")).toEqual([]);
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(1);
    expect(rigs[1].edge.status().drops).toEqual({ replayed: 2 });
  });

  it("drops and counts frames that wait too long, or among too many", () => {
    const rigs = pair(authentic(true));
    for (let i = 0; i < 70; i++) broadcast(rigs, 0);
    for (const bytes of wire(rigs[0])) arrive(rigs[1], bytes);
    rigs[1].take();
    expect(rigs[1].edge.status().drops["unauthenticated"]).toBe(6);
    rigs[1].wait(60_000);
    expect(rigs[1].edge.status().drops["unauthenticated"]).toBe(70);
    broadcast(rigs, 0);
    settle(rigs);
    expect(takeDelivered(rigs[1])).toBe(1);
  });
});

describe("with a datapath that seals frames", () => {
  const nothing = { kind: "traffic", peer: bob, sent: 0, direct: 0, relayed: 0 } as const;

  it("it gets our session at the start", () => {
    const [action] = new Rig(authentic(false)).feed({ kind: "start" }).done("session");
    expect([action!.session.id.length, action!.session.key.length]).toEqual([8, 32]);
  });

  it("it learns when a peer's session is live, and when it is forgotten", () => {
    const rigs = pair(authentic(false));
    unicast(rigs, 0);
    for (let round = 0; round < 4 && rigs[0].done("authentic").length === 0; round++) {
      for (const [i, rig] of rigs.entries()) for (const bytes of wire(rig)) arrive(rigs[1 - i]!, bytes);
    }
    expect(rigs[0].done("authentic").map(({ peer, session }) => [peer, session?.key.length])).toEqual([[bob, 32]]);
    rigs[0].take();
    rigs[0].wait(400_000);
    expect(rigs[0].done("authentic")).toEqual([{ kind: "authentic", peer: bob }]);
  });

  it("frames that it opened keep the peer's session", () => {
    const rigs = live(authentic(false));
    for (let i = 0; i < 100; i++) rigs[0].feed({ ...nothing, relayed: 1 }).wait(4_000);
    expect(rigs[0].done("authentic")).toEqual([]);
    unicast(rigs, 0);
    expect(packets(wire(rigs[0])).at(-1)!.transform).toBe(65);
  });

  it("frames that it sent in the ordinary transform cause a hello", () => {
    const rigs = pair(authentic(false));
    rigs[0].take();
    rigs[0].feed({ ...nothing, sent: 5 });
    expect(packets(wire(rigs[0])).map(({ transform }) => transform)).toEqual([65]);
  });
});
