import { describe, expect, it } from "vitest";
import { fromHex, hex } from "../../../src/base/bytes.ts";
import { broadcastMac, nullMac, type Mac } from "../../../src/base/address/mac.ts";
import { echoMessage } from "../../evidence/capture/echo-message.ts";
import { arpFrame, echoFrame, readFrame } from "./frames.ts";

const alice = "02:00:00:00:00:0a" as Mac;
const bob = "02:00:00:00:00:0b" as Mac;

describe("frames", () => {
  it("asks by ARP as RFC 826 says", () => {
    const sender = { mac: alice, address: "10.77.0.2" };
    const target = { mac: nullMac, address: "10.77.0.3" };
    const frame = arpFrame({ to: broadcastMac, from: alice, operation: "request", sender, target });
    expect(hex(frame)).toBe(
      "ffffffffffff02000000000a0806" + "0001080006040001" + "02000000000a0a4d0002" + "0000000000000a4d0003",
    );
    expect(readFrame(frame)).toEqual({
      kind: "arp",
      to: broadcastMac,
      from: alice,
      operation: "request",
      sender,
      target,
    });
  });

  // By hand: 0800+1234+0001+6162+6364 = defb, and 4500+0020+4000+4001+0a00+0001+0a00+0002 = d924, complemented.
  it("pings with the checksums of RFC 791 and RFC 792", () => {
    const message = echoMessage(true, 0x1234, 1, fromHex("61626364"));
    const frame = echoFrame({ to: bob, from: alice, source: "10.0.0.1", destination: "10.0.0.2", message });
    expect(hex(frame)).toBe(
      "02000000000b02000000000a0800" + "4500002000004000400126db0a0000010a000002" + "080021041234000161626364",
    );
    expect(readFrame(frame)).toMatchObject({
      kind: "echo",
      request: true,
      id: 0x1234,
      sequence: 1,
      source: "10.0.0.1",
    });
  });

  it("ignores damaged frames", () => {
    const message = echoMessage(true, 1, 1, new Uint8Array(9));
    const frame = echoFrame({ to: bob, from: alice, source: "10.0.0.1", destination: "10.0.0.2", message });
    expect(readFrame(frame)).toBeDefined();
    for (let at = 14; at < frame.length; at++) {
      const damaged = Uint8Array.from(frame);
      damaged[at]! ^= 0x10;
      expect(readFrame(damaged), `byte ${at}`).toBeUndefined();
      expect(readFrame(frame.subarray(0, at)), `cut at ${at}`).toBeUndefined();
    }
  });
});
