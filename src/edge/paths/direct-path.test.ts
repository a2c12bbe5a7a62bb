import { describe, expect, it } from "vitest";
import { broadcastMac } from "../../base/address/mac.ts";
import {
  bobAnswers,
  packetsSentTo,
  bobIsDirect,
  bobInvites,
  bobPacket,
  bobFrame,
  probes,
  directRank,
  bobRegisters,
  aliceSendsFrame,
} from "../testing/bob.ts";
import { alice, bob, bobWan, strangerWan, ipv4Frame, supernode } from "../replay/rig.ts";

describe("a direct path", () => {
  it("is kept alive before the peer's ten seconds, without traffic", () => {
    const rig = bobIsDirect();
    bobAnswers(rig, bobWan, 60_000);
    expect(rig.path(bob)).toBe("direct");
    const times = probes(rig, bobWan).map(({ at }) => at);
    const gaps = times.slice(1).map((at, i) => at - times[i]!);
    expect(Math.max(...gaps)).toBeLessThan(5_000);
    expect(times.length).toBeLessThan(20);
  });

  it("expires when no frame travels for long", () => {
    const rig = bobIsDirect();
    bobAnswers(rig, bobWan, 120_000);
    expect(rig.edge.status().peers).toMatchObject([{ path: "relayed", why: "idle" }]);
    rig.take();
    rig.wait(30_000);
    expect(probes(rig, bobWan)).toEqual([]);
  });

  it("is given up within three seconds if frames bring nothing back, and punched again", () => {
    const rig = bobIsDirect();
    bobAnswers(rig, bobWan, 2_000, true);
    const start = rig.now;
    while (rig.path(bob) === "direct" && rig.now - start < 10_000) aliceSendsFrame(rig).wait(100);
    expect(rig.now - start).toBeLessThan(3_000);
    expect(rig.done("path").at(-1)).toEqual({ kind: "path", peer: bob, path: "relayed" });
    rig.take();
    aliceSendsFrame(rig).wait(2_000);
    expect(packetsSentTo(rig)).toEqual([supernode]);
    expect(probes(rig, bobWan).length).toBeGreaterThanOrEqual(3);
    rig.ack(bobWan, directRank);
    expect(rig.path(bob)).toBe("direct");
  });

  it("is doubted even while the peer's packets arrive, if ours are not acknowledged", () => {
    const rig = bobIsDirect();
    for (let i = 0; i < 80; i++) rig.receive(bobWan, { ...bobPacket, payload: bobFrame }).wait(100);
    expect(rig.path(bob)).toBe("relayed");
  });

  it("survives the loss of three answers in a row", () => {
    const rig = bobIsDirect();
    rig.wait(4_900);
    expect(probes(rig, bobWan).length).toBeGreaterThanOrEqual(4);
    rig.ack(bobWan, directRank).wait(2_000);
    expect(rig.path(bob)).toBe("direct");
  });

  it("moves with the peer when its old socket is silent", () => {
    const rig = bobIsDirect();
    bobRegisters(rig, strangerWan).ack(strangerWan, directRank);
    expect(rig.edge.status().peers).toMatchObject([{ socket: bobWan }]);
    rig.wait(600);
    expect(rig.edge.status().peers).toMatchObject([{ socket: strangerWan, why: "moved" }]);
  });

  it("does not move to another claimant of the peer's MAC while the peer answers", () => {
    const rig = bobIsDirect();
    bobRegisters(rig, strangerWan).ack(strangerWan, directRank).wait(50);
    rig.ack(bobWan, directRank).wait(600);
    expect(rig.edge.status().peers).toMatchObject([{ socket: bobWan }]);
  });

  it("reminds a peer that relays to us of the direct path", () => {
    const rig = bobIsDirect();
    rig.wait(1_100).take();
    for (let i = 0; i < 10; i++) rig.relayed({ ...bobPacket, payload: bobFrame, socket: bobWan });
    expect(probes(rig, bobWan)).toHaveLength(1);
  });

  it("is doubted when the peer punches again: it may have restarted elsewhere", () => {
    const rig = bobIsDirect().wait(1_500);
    bobInvites(rig, strangerWan).wait(2_100);
    expect(rig.path(bob)).toBe("relayed");
    expect(probes(rig, strangerWan).length).toBeGreaterThan(0);
  });

  it("carries broadcasts within six seconds if the supernode is dead: without ARP there are no frames to send", () => {
    const rig = bobIsDirect();
    const isDirect = () => rig.sent("PACKET").some(({ to }) => to !== "group" && to.address === bobWan.address);
    const start = rig.now;
    while (!isDirect() && rig.now - start < 20_000) {
      rig.feed({ kind: "frame", frame: ipv4Frame(broadcastMac, alice, "10.50.0.1", "10.50.0.255") }).wait(250);
      const asked = probes(rig, bobWan).at(-1);
      if (asked !== undefined) rig.ack(bobWan, asked.message.cookie);
    }
    expect(rig.now - start).toBeLessThan(6_000);
  });

  it("registers with the supernode when a path stops answering: our own NAT may have lost both mappings", () => {
    const rig = bobIsDirect();
    while (rig.path(bob) === "direct") aliceSendsFrame(rig).wait(100);
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(1);
  });
});

describe("without a supernode", () => {
  it("broadcasts also go to direct peers", () => {
    const rig = bobIsDirect();
    bobAnswers(rig, bobWan, 23_000, true);
    expect(rig.edge.status()).toMatchObject({ registration: "silent", peers: [{ path: "direct" }] });
    rig.take();
    rig.feed({ kind: "frame", frame: ipv4Frame(broadcastMac, alice, "10.50.0.1", "10.50.0.255") });
    expect(packetsSentTo(rig)).toEqual([supernode, bobWan]);
  });
});
