import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { broadcastMac } from "../../base/address/mac.ts";
import { cookies } from "../../wire/message.ts";
import {
  bobAnnounced,
  packetsSentTo,
  bobIsDirect,
  bobInfo,
  bobInvites,
  bobPacket,
  bobFrame,
  probes,
  directRank,
  bobRegisters,
  aliceSendsFrame,
} from "../testing/bob.ts";
import { Rig, alice, bob, bobWan, carol, strangerWan, ipv4Frame, supernode } from "../replay/rig.ts";

describe("punching", () => {
  it("relays the first frame, queries the peer, and invites it to punch", () => {
    const rig = aliceSendsFrame(new Rig().registered());
    expect(rig.sent().map(({ to, message }) => [to, message.type])).toEqual([
      [supernode, "PACKET"],
      [supernode, "REGISTER"],
      [supernode, "QUERY_PEER"],
    ]);
    expect(rig.sent("REGISTER")[0]!.message).toMatchObject({ cookie: cookies.forwarded, destination: bob });
  });

  it("registers with both sockets of a PEER_INFO, the preferred one by its rank", () => {
    const rig = aliceSendsFrame(new Rig().registered());
    bobInfo(rig, bobWan, { address: "192.168.2.2", port: 50002 });
    const registers = rig.sent("REGISTER").filter(({ message }) => message.cookie !== cookies.forwarded);
    expect(registers.map(({ to, message }) => [(to as Endpoint).address, message.cookie])).toEqual([
      ["192.168.2.2", cookies.preferredSocket],
      [bobWan.address, cookies.direct],
    ]);
  });

  it("becomes direct by an acknowledgement, and then sends to its source", () => {
    const rig = bobIsDirect();
    aliceSendsFrame(rig);
    expect(packetsSentTo(rig)).toEqual([bobWan]);
  });

  it("answers a forwarded REGISTER by punching at the socket it names", () => {
    const rig = bobInvites(new Rig().registered());
    expect(probes(rig, bobWan).map(({ message }) => message.cookie)).toEqual([cookies.direct]);
    expect(rig.sent("REGISTER_ACK")).toEqual([]);
  });

  it("acknowledges a direct REGISTER to its UDP source and punches back there: a symmetric NAT's true port", () => {
    const rig = bobInvites(new Rig().registered());
    rig.take();
    bobRegisters(rig, strangerWan);
    expect(rig.sent("REGISTER_ACK").map(({ to, message }) => [to, message.cookie, message.destination])).toEqual([
      [strangerWan, directRank, bob],
    ]);
    expect(probes(rig, strangerWan)).toHaveLength(1);
    rig.ack(strangerWan, directRank);
    expect(rig.edge.status().peers).toMatchObject([{ path: "direct", socket: strangerWan }]);
  });

  it("repeats a lost punch within a second, and continues in the background at a bounded pace", () => {
    const rig = aliceSendsFrame(new Rig().registered());
    bobInfo(rig, bobWan);
    rig.take();
    rig.wait(1_100);
    expect(probes(rig, bobWan).length).toBeGreaterThanOrEqual(3);
    rig.take();
    for (let i = 0; i < 60; i++) aliceSendsFrame(rig).wait(1_000);
    const background = probes(rig, bobWan).length;
    expect(background).toBeGreaterThanOrEqual(8);
    expect(background).toBeLessThanOrEqual(20);
    expect(new Set(packetsSentTo(rig).map((to) => (to as Endpoint).address))).toEqual(new Set([supernode.address]));
  });

  it("stops punching for a peer known only from broadcasts", () => {
    const rig = new Rig().registered();
    const arp = {
      ...bobPacket,
      destination: broadcastMac,
      payload: ipv4Frame(broadcastMac, bob, "10.50.0.2", "10.50.0.1"),
    };
    rig.relayed({ ...arp, socket: bobWan }).wait(60_000);
    expect(probes(rig, bobWan).length).toBeLessThanOrEqual(3);
  });

  it("ranks an announcement on the local network, and acknowledges it", () => {
    const rig = new Rig().registered();
    const lan = { address: "192.168.1.7", port: 50002 };
    const announcement = new Rig({ mac: bob }).feed({ kind: "start" }).sent("REGISTER")[0]!;
    expect(announcement.to).toBe("group");
    rig.feed({ kind: "datagram", from: lan, multicast: true, bytes: bobAnnounced() });
    expect(rig.sent("REGISTER_ACK").map(({ to, message }) => [to, message.cookie])).toEqual([[lan, cookies.multicast]]);
    expect(probes(rig, lan).map(({ message }) => message.cookie)).toEqual([cookies.multicast]);
    rig.ack(lan, cookies.multicast);
    expect(rig.path(bob)).toBe("direct");
  });

  it("prefers the nearer path when both answer", () => {
    const rig = bobIsDirect();
    const lan = { address: "192.168.1.7", port: 50002 };
    rig.feed({ kind: "datagram", from: lan, multicast: true, bytes: bobAnnounced() });
    rig.ack(lan, cookies.multicast);
    expect(rig.edge.status().peers).toMatchObject([{ path: "direct", socket: lan, why: "nearer" }]);
    rig.ack(bobWan, directRank);
    expect(rig.edge.status().peers).toMatchObject([{ socket: lan }]);
  });
});

describe("a path becomes direct only by an answer to us", () => {
  it.each([
    ["nothing was sent there", (rig: Rig) => rig.ack(strangerWan, directRank)],
    ["the cookie differs", (rig: Rig) => rig.ack(bobWan, cookies.preferredSocket)],
    ["it answers another edge", (rig: Rig) => rig.ack(bobWan, directRank, carol)],
    ["it is too late", (rig: Rig) => rig.wait(6_500).ack(bobWan, directRank)],
    [
      "it came through the supernode",
      (rig: Rig) => rig.relayed({ type: "REGISTER_ACK", cookie: directRank, destination: alice, source: bob }),
    ],
    ["it is a frame with a false flag", (rig: Rig) => rig.receive(bobWan, { ...bobPacket, payload: bobFrame }, true)],
    ["it is only a frame", (rig: Rig) => rig.receive(bobWan, { ...bobPacket, payload: bobFrame })],
  ])("not when %s", (_, arrives) => {
    const rig = new Rig().registered();
    bobInvites(rig);
    arrives(rig);
    expect(rig.path(bob)).toBe("relayed");
    expect(rig.done("path")).toEqual([]);
  });

  it("probes the socket of an answer that comes from elsewhere", () => {
    const rig = bobInvites(new Rig().registered());
    rig.ack(strangerWan, directRank);
    expect(probes(rig, strangerWan)).toHaveLength(1);
    rig.ack(strangerWan, directRank);
    expect(rig.path(bob)).toBe("direct");
  });
});
