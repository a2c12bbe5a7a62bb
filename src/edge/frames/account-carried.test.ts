import { describe, expect, it } from "vitest";
import { broadcastMac } from "../../base/address/mac.ts";
import { bobIsDirect, frameForBob, aliceSendsFrame } from "../testing/bob.ts";
import type { CarriedTraffic } from "../event.ts";
import { bob, bobWan, strangerWan, Rig, supernode } from "../replay/rig.ts";

const nothing: CarriedTraffic = { kind: "traffic", peer: bob, sent: 0, direct: 0, relayed: 0 };

/** Bob is known, relayed. */
const relaying = () => aliceSendsFrame(new Rig().registered());

describe("a datapath that carries PACKETs without the machine", () => {
  it("learns of a relayed peer once, and of the supernode before", () => {
    const rig = new Rig().feed({ kind: "start" });
    expect(rig.done("relay")).toEqual([{ kind: "relay", socket: supernode }]);
    rig.acknowledge();
    rig.feed({ kind: "frame", frame: frameForBob }).feed({ kind: "frame", frame: frameForBob });
    expect(rig.done("forward")).toEqual([{ kind: "forward", peer: bob, to: "relay" }]);
  });

  it("learns when a peer is forgotten", () => {
    const rig = relaying();
    rig.take();
    rig.wait(400_000);
    expect(rig.done("forward")).toEqual([{ kind: "forward", peer: bob, to: "nobody" }]);
  });

  it("keeps a direct path alive with what it carries", () => {
    const rig = bobIsDirect();
    expect(rig.path(bob)).toBe("direct");
    for (let i = 0; i < 300; i++) {
      rig.feed({ ...nothing, sent: 1, direct: 1, heardFrom: bobWan }).wait(100);
      const asked = rig.sent("REGISTER").filter(({ to }) => to !== supernode && to !== "group");
      if (asked.length > 0) rig.ack(bobWan, asked.at(-1)!.message.cookie);
      rig.take();
    }
    expect(rig.path(bob)).toBe("direct");
  });

  it("makes us doubt a path on which frames leave and nothing comes back", () => {
    const rig = bobIsDirect();
    rig.take();
    for (let i = 0; i < 60; i++) rig.feed({ ...nothing, sent: 1 }).wait(100);
    expect(rig.path(bob)).toBe("relayed");
  });

  it("makes us punch when frames come through the supernode, also towards the socket that it reports", () => {
    const rig = relaying();
    rig.wait(1000);
    rig.take();
    rig.feed({ ...nothing, relayed: 1, mentioned: strangerWan });
    expect(rig.sent("REGISTER").map(({ to }) => to)).toContainEqual(strangerWan);
  });

  it("may relay frames to group addresses once we are registered, and while the supernode is not silent", () => {
    const rig = new Rig().feed({ kind: "start" });
    expect(rig.done("groups")).toEqual([]);
    rig.acknowledge();
    expect(rig.done("groups")).toEqual([{ kind: "groups", mayBeRelayed: true }]);
    rig.take();
    rig.wait(30_000);
    expect(rig.done("groups")).toEqual([{ kind: "groups", mayBeRelayed: false }]);
    rig.acknowledge();
    expect(rig.done("groups").at(-1)).toEqual({ kind: "groups", mayBeRelayed: true });
  });

  it("reports our broadcasts, so that the supernode's silence matters", () => {
    const rig = new Rig().registered();
    rig.feed({ ...nothing, peer: broadcastMac, sent: 3 });
    expect(rig.edge.status().traffic).toMatchObject({ relayed: { sent: 5 }, relayedBroadcast: { sent: 5 } });
    expect(rig.edge.status().peers).toEqual([]);
    rig.take();
    rig.wait(2_000);
    expect(rig.sent("REGISTER_SUPER").length).toBeGreaterThan(0);
  });

  it("reports nothing about strangers", () => {
    const rig = new Rig().registered();
    rig.feed({ ...nothing, sent: 1, direct: 1, relayed: 1, heardFrom: strangerWan });
    expect(rig.actions()).toEqual([]);
  });
});
