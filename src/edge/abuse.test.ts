import { describe, expect, it } from "vitest";
import { type Mac, nullMac } from "../base/address/mac.ts";
import { cookies } from "../wire/message.ts";
import {
  packetsSentTo,
  bobInfo,
  bobInvites,
  bobPacket,
  bobFrame,
  probes,
  bobRegisters,
  aliceSendsFrame,
} from "./testing/bob.ts";
import { Rig, alice, bob, bobWan, carol, strangerWan, supernode } from "./replay/rig.ts";

describe("no datagram makes us send to", () => {
  it.each(["127.0.0.1", "0.0.0.0", "224.0.0.68", "255.255.255.255", supernode.address])("%s", (address) => {
    const socket = { address, port: 7654 };
    const rig = bobInvites(new Rig().registered(), socket);
    bobInfo(rig, socket, socket);
    rig.wait(30_000);
    const to = rig.sent("REGISTER").filter((one) => one.to !== "group" && one.message.cookie !== cookies.forwarded);
    expect(to).toEqual([]);
    expect(rig.edge.status().drops["socket-refused"]).toBeGreaterThan(0);
  });

  it("sockets that strangers name by PEER_INFO", () => {
    const rig = aliceSendsFrame(new Rig().registered());
    bobInfo(rig, strangerWan, undefined, bobWan);
    expect(probes(rig, strangerWan)).toEqual([]);
  });

  it("more than a bounded number, however many peers are invented", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 10_000; i++) {
      const source = `02:00:00:01:${(i >> 8).toString(16).padStart(2, "0")}:${(i & 255).toString(16).padStart(2, "0")}`;
      bobRegisters(rig, strangerWan, alice, source as Mac);
      if (i % 10 === 9) rig.wait(1);
    }
    expect(probes(rig, strangerWan).length).toBeLessThan(128 + 65);
    expect(rig.edge.status().peers.length).toBeLessThanOrEqual(4096);
  });
});

describe("relay only", () => {
  const relayOnly = () => new Rig({ peerToPeer: false }).registered();

  it("neither announces, registers nor acknowledges, and accepts direct frames", () => {
    const rig = bobRegisters(relayOnly(), bobWan);
    aliceSendsFrame(rig)
      .receive(bobWan, { ...bobPacket, payload: bobFrame })
      .wait(30_000);
    expect(rig.sent("REGISTER").concat(rig.sent("REGISTER_ACK") as never)).toEqual([]);
    expect(rig.done("deliver")).toHaveLength(1);
    expect(packetsSentTo(rig)).toEqual([supernode]);
  });
});

describe("registers that are not for us", () => {
  it.each([
    ["another edge's", carol, bob],
    ["the null MAC on the main socket", nullMac, bob],
    ["our own", alice, alice],
  ])("%s", (_, destination, source) => {
    const rig = bobRegisters(new Rig().registered(), bobWan, destination, source);
    expect(rig.sent()).toEqual([]);
  });
});
