import { describe, expect, it } from "vitest";
import type { Mac } from "../../base/address/mac.ts";
import { cookies } from "../../wire/message.ts";
import {
  packetsSentTo,
  bobIsDirect,
  bobInfo,
  bobInvites,
  probes,
  directRank,
  aliceSendsFrame,
} from "../testing/bob.ts";
import { Rig, alice, bob, bobWan, ipv4Frame, supernode } from "../replay/rig.ts";
import { type Filtering, SmallNat, SmallWorld } from "../testing/small-world.ts";

const cone = (address: string, filtering: Filtering) => new SmallNat(address, false, filtering, 40_000);

describe("an edge whose address changed", () => {
  it("registers, punches every peer in use, and sends through the supernode meanwhile", () => {
    const rig = bobIsDirect();
    aliceSendsFrame(rig);
    rig.take();
    rig.feed({ kind: "roamed" });
    expect(rig.sent().map(({ to, message }) => [to, message.type])).toEqual([
      [supernode, "REGISTER_SUPER"],
      ["group", "REGISTER"],
      [bobWan, "REGISTER"],
      [supernode, "REGISTER"],
    ]);
    expect(rig.done("path")).toEqual([{ kind: "path", peer: bob, path: "relayed" }]);
    aliceSendsFrame(rig);
    expect(packetsSentTo(rig)).toEqual([supernode]);
    rig.ack(bobWan, directRank);
    expect(rig.path(bob)).toBe("direct");
  });

  it("uses a new cookie, because an answer under way would carry the old socket", () => {
    const rig = new Rig().feed({ kind: "start" }).feed({ kind: "roamed" });
    const [before, after] = rig.sent("REGISTER_SUPER").map(({ message }) => message.cookie);
    expect(after).not.toBe(before);
  });

  it("leaves idle peers alone", () => {
    const rig = bobIsDirect().wait(95_000);
    rig.take();
    rig.feed({ kind: "roamed" });
    expect(probes(rig, bobWan)).toEqual([]);
  });

  it("punches hundreds of peers at once, because the budget is for strangers", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 300; i++) {
      const peer = `02:00:00:01:0${i >> 8}:${(i & 255).toString(16).padStart(2, "0")}` as Mac;
      rig.feed({ kind: "frame", frame: ipv4Frame(peer, alice, "10.50.0.1", "10.50.0.9") });
    }
    rig.take();
    rig.feed({ kind: "roamed" });
    const called = rig.sent("REGISTER").filter(({ message }) => message.cookie === cookies.forwarded);
    expect(called).toHaveLength(300);
  });

  it("announces the preferred socket it moved to", () => {
    const preferredSocket = { address: "192.168.1.5", port: 50001 };
    const rig = new Rig({ preferredSocket }).registered();
    const moved = { address: "172.16.0.9", port: 50001 };
    rig.feed({ kind: "roamed", preferredSocket: moved });
    expect(rig.sent("REGISTER_SUPER").at(-1)?.message.socket).toEqual(moved);
  });

  it("does nothing before its start or after its end", () => {
    const rig = new Rig().feed({ kind: "roamed" });
    expect(rig.actions()).toEqual([]);
    rig.feed({ kind: "stop" }).take();
    rig.feed({ kind: "roamed" });
    expect(rig.actions()).toEqual([]);
  });
});

describe("a peer that punches again from another address", () => {
  it("is answered there, and the current path must be proven again", () => {
    const rig = bobIsDirect().wait(200);
    const moved = { address: "192.0.2.77", port: 1234 };
    rig.take();
    bobInvites(rig, moved);
    expect([probes(rig, moved).length, probes(rig, bobWan).length]).toEqual([1, 1]);
    rig.ack(moved, directRank).wait(600);
    expect(rig.edge.status().peers.find(({ mac }) => mac === bob)).toMatchObject({ socket: moved, why: "moved" });
  });

  it("keeps the path that answers", () => {
    const rig = bobIsDirect().wait(200);
    const moved = { address: "192.0.2.77", port: 1234 };
    bobInvites(rig, moved);
    rig.ack(moved, directRank).ack(bobWan, directRank).wait(600);
    expect(rig.edge.status().peers.find(({ mac }) => mac === bob)?.socket).toEqual(bobWan);
  });

  it("from a nearer path that stopped answering to a farther one", () => {
    const near = { address: "192.168.7.7", port: 50002 };
    const rig = bobIsDirect();
    bobInfo(rig, bobWan, near);
    rig.ack(near, cookies.preferredSocket).wait(200);
    const moved = { address: "192.0.2.77", port: 1234 };
    bobInvites(rig, moved);
    rig.ack(moved, directRank).wait(600);
    expect(rig.edge.status().peers.find(({ mac }) => mac === bob)?.socket).toEqual(moved);
  });
});

describe("between two NATs", () => {
  it.each<[Filtering, Filtering]>([
    ["none", "none"],
    ["address", "address"],
    ["port", "port"],
    ["address", "port"],
  ])("filtering by %s and %s, frames flow again within a second, and directly", (mine, theirs) => {
    const made = new SmallWorld([cone("203.0.113.1", mine), cone("203.0.113.2", theirs)]);
    for (const home of made.homes) made.start(home);
    made.pass(1_000);
    made.talk(10_000);
    expect(made.direct()).toBe(true);
    const moment = made.now;
    made.roam(made.homes[0], cone("192.0.2.77", mine));
    made.talk(10_000);
    for (const home of made.homes) expect(made.longestGap(home, moment)).toBeLessThan(1_000);
    expect(made.direct()).toBe(true);
    expect(made.homes[1].edge.status().peers[0]?.socket?.address).toBe("192.0.2.77");
  });
});
