import { describe, expect, it } from "vitest";
import { type Mac, broadcastMac, macAt } from "../../base/address/mac.ts";
import { seededRandom } from "../../base/random.ts";
import { makeTransform } from "../../seal/ciphers/make-transform.ts";
import { nullTransform } from "../../seal/ciphers/null.ts";
import type { CommunityName } from "../../wire/message.ts";
import type { EdgeConfig } from "../config.ts";
import { Rig, alice, bob, bobWan, strangerWan, ipv4Frame, supernode } from "../replay/rig.ts";

const multicastMac = "01:00:5e:00:00:fb" as Mac;
const neighbourDiscovery = "33:33:00:00:00:01" as Mac;
const header = { type: "PACKET", source: bob, destination: alice, compression: 1, transform: 1 } as const;
const toUs = ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.1");

describe("from the TAP", () => {
  it.each<[string, Uint8Array, Partial<EdgeConfig>, boolean]>([
    ["our address", ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2"), {}, true],
    ["another source address", ipv4Frame(bob, alice, "10.9.9.9", "10.50.0.2"), {}, false],
    ["another source address, routing", ipv4Frame(bob, alice, "10.9.9.9", "10.50.0.2"), { routing: true }, true],
    ["broadcast", ipv4Frame(broadcastMac, alice, "10.50.0.1", "10.50.0.255"), {}, true],
    ["multicast", ipv4Frame(multicastMac, alice, "10.50.0.1", "224.0.0.251"), {}, false],
    [
      "multicast, accepted",
      ipv4Frame(multicastMac, alice, "10.50.0.1", "224.0.0.251"),
      { acceptMulticast: true },
      true,
    ],
    ["IPv6 multicast", ipv4Frame(neighbourDiscovery, alice, "10.50.0.1", "224.0.0.1"), {}, false],
    ["a short frame", new Uint8Array(13), {}, false],
    ["a giant", new Uint8Array(2049), {}, false],
    ["to ourselves", ipv4Frame(alice, alice, "10.50.0.1", "10.50.0.1"), {}, false],
  ])("%s", (_, frame, overrides, passes) => {
    const rig = new Rig(overrides).registered().feed({ kind: "frame", frame });
    expect(rig.sent("PACKET").map(({ to, message }) => [to, message.source, message.payload])).toEqual(
      passes ? [[supernode, alice, frame]] : [],
    );
  });

  it("nothing leaves before the first registration", () => {
    const rig = new Rig().feed({ kind: "start" });
    rig.feed({ kind: "frame", frame: ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2") });
    expect(rig.sent("PACKET")).toEqual([]);
    expect(rig.edge.status().drops).toEqual({ "not-registered": 1 });
  });
});

describe("from the network", () => {
  it.each<[string, Uint8Array, Partial<EdgeConfig>, boolean]>([
    ["to our address", toUs, {}, true],
    ["to another address", ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.77"), {}, false],
    ["to another address, routing", ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.77"), { routing: true }, true],
    ["broadcast", ipv4Frame(broadcastMac, bob, "10.50.0.2", "10.50.0.255"), {}, true],
    ["multicast", ipv4Frame(multicastMac, bob, "10.50.0.2", "224.0.0.1"), {}, false],
    ["multicast, accepted", ipv4Frame(multicastMac, bob, "10.50.0.2", "224.0.0.1"), { acceptMulticast: true }, true],
    ["a short frame", new Uint8Array(9), {}, false],
  ])("%s", (_, payload, overrides, passes) => {
    const rig = new Rig(overrides).registered().receive(bobWan, { ...header, destination: macAt(payload, 0), payload });
    expect(rig.done("deliver").map(({ frame }) => [...frame])).toEqual(passes ? [[...payload]] : []);
  });

  it.each([
    ["another transform", { ...header, transform: 3 }, bobWan, false, "transform"],
    ["a compression that we lack", { ...header, compression: 3 }, bobWan, false, "compression"],
    ["our own MAC", { ...header, source: alice }, bobWan, false, "source"],
    ["somebody else's MAC", { ...header, destination: "02:00:00:00:00:09" as Mac }, bobWan, false, "not-for-us"],
    ["a supernode's flag without its socket", header, strangerWan, true, "not-a-supernode"],
    ["a supernode's socket without its flag", header, supernode, false, "flag-missing"],
  ])("drops %s, counts it, and sends nothing", (_, packet, from, flag, reason) => {
    const rig = new Rig().registered().receive(from, { ...packet, payload: toUs }, flag);
    expect(rig.done("deliver")).toEqual([]);
    expect(rig.sent()).toEqual([]);
    expect(rig.edge.status().drops).toEqual({ [reason]: 1 });
  });

  it("delivers only frames sealed with the same key", () => {
    const aes = (key: string) => makeTransform("aes", key, seededRandom(7));
    const sealing = new Rig({ transform: aes("secret"), mac: bob, address: { address: "10.50.0.2", prefix: 24 } });
    const sealed = sealing.registered().feed({ kind: "frame", frame: toUs }).sent("PACKET")[0]!.message;
    expect(sealed.payload).not.toEqual(toUs);
    const same = new Rig({ transform: aes("secret") }).registered().receive(bobWan, sealed);
    const other = new Rig({ transform: aes("another") }).registered().receive(bobWan, sealed);
    expect(same.done("deliver").map(({ frame }) => Buffer.from(frame))).toEqual([Buffer.from(toUs)]);
    expect(other.done("deliver")).toEqual([]);
  });

  it("drops a frame whose inner address is not the outer one, as if opened with another key", () => {
    const rig = new Rig().registered().receive(bobWan, { ...header, destination: broadcastMac, payload: toUs });
    expect(rig.edge.status().drops).toEqual({ unsealed: 1 });
  });

  it("drops frames that the key does not open", () => {
    const locked = { ...nullTransform(), open: () => undefined };
    const rig = new Rig({ transform: locked }).registered().receive(bobWan, { ...header, payload: toUs });
    expect(rig.edge.status().drops).toEqual({ unsealed: 1 });
    expect(rig.sent()).toEqual([]);
  });

  it.each([
    ["garbage", new Uint8Array([9, 9, 9])],
    ["nothing", new Uint8Array()],
  ])("counts %s", (_, bytes) => {
    const rig = new Rig().registered().feed({ kind: "datagram", from: bobWan, bytes });
    expect(rig.edge.status().drops).toEqual({ malformed: 1 });
  });

  it("ignores other communities", () => {
    const [registration] = new Rig({ community: "other" as CommunityName }).feed({ kind: "start" }).done("send");
    const rig = new Rig().registered().feed({ kind: "datagram", from: bobWan, bytes: registration!.bytes });
    expect(rig.edge.status().drops).toEqual({ community: 1 });
  });
});

describe("a supernode that has forgotten us", () => {
  it("is registered with again after one and a half seconds of silence while frames are relayed", () => {
    const rig = new Rig().registered();
    rig.relayed({ ...header, payload: toUs, socket: bobWan }).take();
    rig.wait(1_600);
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(1);
    rig.acknowledge().wait(1_800);
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(2);
  });

  it("is not asked while nothing is relayed", () => {
    const rig = new Rig().registered().wait(19_000);
    expect(rig.sent("REGISTER_SUPER")).toEqual([]);
  });
});

describe("the traffic filter", () => {
  const icmp = ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2");
  it.each([
    [["10.50.0.1,10.50.0.2,ICMP-"], false, true],
    [["10.50.0.2,10.50.0.1,ICMP-"], true, false],
    [["10.50.0.0/24,10.50.0.0/24,ICMP-"], false, false],
    [["10.50.0.0/24,10.50.0.0/24,TCP-"], true, true],
    [[], true, true],
  ])("%j lets out %s, lets in %s", (filter, out, into) => {
    const rig = new Rig({ filter }).registered().feed({ kind: "frame", frame: icmp });
    rig.receive(bobWan, { ...header, payload: toUs });
    expect([rig.sent("PACKET").length, rig.done("deliver").length]).toEqual([out ? 1 : 0, into ? 1 : 0]);
  });

  it("says which rule is invalid", () => {
    expect(() => new Rig({ filter: ["10.50.0.1"] })).toThrow(/-R 10.50.0.1 is not a rule/);
  });
});
