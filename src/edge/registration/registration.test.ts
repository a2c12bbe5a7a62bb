import { describe, expect, it } from "vitest";
import { nullMac } from "../../base/address/mac.ts";
import { Rig, alice, strangerWan, supernode } from "../replay/rig.ts";
import { bobFrame, bobPacket } from "../testing/bob.ts";
import type { FieldText } from "../../wire/message.ts";

const second = { address: "198.51.100.2", port: 7654 };
const two = [supernode, second].map(({ address, port }) => ({ host: address, port }));

describe("start", () => {
  it("configures a fixed address, registers and announces itself at once", () => {
    const rig = new Rig().feed({ kind: "start" });
    expect(rig.done("configure")).toEqual([
      { kind: "configure", mac: alice, address: { address: "10.50.0.1", prefix: 24 } },
    ]);
    expect(rig.sent().map(({ to, message }) => [to, message.type])).toEqual([
      [supernode, "REGISTER_SUPER"],
      ["group", "REGISTER"],
    ]);
    const { message } = rig.sent("REGISTER_SUPER")[0]!;
    expect(message).toMatchObject({ edge: alice, address: { address: "10.50.0.1", prefix: 24 }, keyTime: 0 });
    expect([message.auth.scheme, message.auth.token.length]).toEqual([1, 16]);
  });

  it("sends its preferred socket, and then needs no announcement", () => {
    const preferredSocket = { address: "192.168.1.5", port: 50001 };
    const rig = new Rig({ preferredSocket }).feed({ kind: "start" });
    expect(rig.sent().map(({ message }) => message.type)).toEqual(["REGISTER_SUPER"]);
    expect(rig.sent("REGISTER_SUPER")[0]!.message.socket).toEqual(preferredSocket);
  });

  it("resolves names and registers when an address is known", () => {
    const rig = new Rig({ supernodes: [{ host: "sn.example", port: 7654 }] }).feed({ kind: "start" });
    expect(rig.done("resolve")).toEqual([{ kind: "resolve", host: "sn.example" }]);
    expect(rig.sent()).toEqual([]);
    expect(rig.edge.status().registration).toBe("resolving");
    rig.feed({ kind: "resolved", host: "sn.example", addresses: ["2001:db8::1", "198.51.100.1"] });
    expect(rig.sent("REGISTER_SUPER").map(({ to }) => to)).toEqual([supernode]);
  });

  it("asks again for a name that could not be resolved", () => {
    const rig = new Rig({ supernodes: [{ host: "sn.example", port: 7654 }] }).feed({ kind: "start" });
    rig.feed({ kind: "resolved", host: "sn.example", addresses: [] }).wait(5_000);
    expect(rig.done("resolve")).toHaveLength(2);
    expect(rig.notes()).toContain("unresolved");
  });

  it("shows a name as a problem as long as it cannot be resolved, or until it is no longer listed", () => {
    const host = "sn.example";
    const rig = new Rig({ supernodes: [{ host, port: 7654 }] }).feed({ kind: "start" });
    const shown = () => rig.edge.status().problems.map(({ cause, who }) => [cause, who]);
    rig.feed({ kind: "resolved", host, addresses: [] });
    expect(shown()).toEqual([["unresolved", host]]);
    rig.feed({ kind: "resolved", host, addresses: [supernode.address] });
    expect(shown()).toEqual([]);
    rig.feed({ kind: "resolved", host, addresses: [] });
    rig.feed({ kind: "reconfigured", supernodes: [{ host: supernode.address, port: 7654 }] });
    expect(shown()).toEqual([]);
  });

  it("lists a supernode once that is given twice", () => {
    const given = { host: supernode.address, port: supernode.port };
    const rig = new Rig({ supernodes: [given, given] }).feed({ kind: "start" });
    expect(rig.edge.status().supernodes.map(({ socket }) => socket)).toEqual([supernode]);
  });

  describe("whose supernode's name moves to another address", () => {
    const name = "sn.example";
    const registered = () => {
      const rig = new Rig({ supernodes: [{ host: name, port: 7654 }] }).feed({ kind: "start" });
      rig.feed({ kind: "resolved", host: name, addresses: [supernode.address] }).acknowledge();
      rig.take();
      return rig;
    };
    const moved = { kind: "resolved", host: name, addresses: [second.address] } as const;

    it("asks for the name when the second attempt in a row got no answer, and registers there at once", () => {
      const rig = registered().wait(20_900);
      expect(rig.done("resolve")).toEqual([]);
      rig.wait(400);
      expect(rig.done("resolve")).toEqual([{ kind: "resolve", host: name }]);
      rig.take();
      rig.feed(moved);
      expect(rig.sent("REGISTER_SUPER").map(({ to }) => to)).toEqual([second]);
      rig.acknowledge(second);
      expect(rig.edge.status().registration).toBe("registered");
    });

    it("is not misled by frames that were under way when the supernode fell silent", () => {
      const rig = registered().wait(20_050);
      expect(rig.sent("REGISTER_SUPER")).toHaveLength(1);
      rig.relayed({ ...bobPacket, payload: bobFrame });
      rig.take();
      rig.wait(1_200).feed(moved).wait(1_200).feed(moved);
      expect(rig.done("resolve")).toHaveLength(2);
      expect(rig.sent("REGISTER_SUPER").at(-1)!.to).toEqual(second);
      rig.acknowledge(second);
      expect(rig.edge.status().registration).toBe("registered");
    });

    it("stays where it is answered", () => {
      const rig = registered();
      rig.feed(moved);
      expect(rig.sent()).toEqual([]);
      rig.wait(20_900);
      expect(rig.sent("REGISTER_SUPER").map(({ to }) => to)).toEqual([supernode]);
    });
  });

  it("asks the supernode for an address with the null MAC, then registers with the real one", () => {
    const rig = new Rig({ address: "auto" }).feed({ kind: "start" });
    expect(rig.done("configure")).toEqual([]);
    expect(rig.sent().map(({ message }) => message.type)).toEqual(["REGISTER_SUPER"]);
    expect(rig.sent("REGISTER_SUPER")[0]!.message).toMatchObject({
      edge: nullMac,
      address: { address: "0.0.0.0", prefix: 0 },
    });
  });

  it("announces no address if DHCP will give one", () => {
    const rig = new Rig({ address: { address: "0.0.0.0", prefix: 0 }, routing: true }).feed({ kind: "start" });
    rig.acknowledge();
    expect(rig.edge.status().registration).toBe("registered");
    expect(rig.sent("PACKET")).toEqual([]);
  });

  it("asks a supernode once over TCP, and gives it as long as three attempts would", () => {
    const rig = new Rig({ supernodes: two, transport: "tcp", peerToPeer: false }).feed({ kind: "start" });
    rig.wait(2_999);
    expect(rig.sent("REGISTER_SUPER").map(({ to }) => to)).toEqual([supernode]);
    rig.wait(301);
    expect(rig.sent("REGISTER_SUPER").map(({ to }) => to)).toEqual([supernode, second]);
  });

  it("configures the assigned address once it is registered with it, and announces it by gratuitous ARP", () => {
    const rig = new Rig({ address: "auto" }).feed({ kind: "start" });
    const given = { address: "10.50.0.123", prefix: 24 };
    rig.acknowledge(supernode, given);
    // It may still be refused, and an open interface cannot get another one.
    expect(rig.done("configure")).toEqual([]);
    expect(rig.sent("REGISTER_SUPER")[1]!.message).toMatchObject({ edge: alice, address: given });
    expect(rig.sent("PACKET")).toEqual([]);
    rig.acknowledge();
    expect(rig.done("configure")).toEqual([{ kind: "configure", mac: alice, address: given }]);
    const arp = rig.sent("PACKET").map(({ message }) => Buffer.from(message.payload).toString("hex"));
    const expected = "ffffffffffff020000000001080600010800060400020200000000010a32007bffffffffffff0a32007b";
    expect(arp).toEqual([expected, expected]);
  });
});

describe("registration", () => {
  it("keeps token and cookie for all attempts, so that a late answer counts", () => {
    const rig = new Rig().feed({ kind: "start" }).wait(1_500);
    const [first, again] = rig.sent("REGISTER_SUPER").map(({ message }) => message);
    expect(again).toEqual(first);
    rig.acknowledge();
    expect(rig.edge.status().registration).toBe("registered");
  });

  it("is renewed after the interval, with another cookie and the same token", () => {
    const rig = new Rig().registered().wait(25_000);
    const renewals = rig.sent("REGISTER_SUPER");
    expect(renewals[0]!.at - (rig.now - 25_000)).toBe(20_000);
  });

  it.each([
    ["a wrong cookie", 1, supernode],
    ["another socket", 0, strangerWan],
  ])("ignores an acknowledgement with %s", (_, difference, from) => {
    const rig = new Rig().feed({ kind: "start" });
    const { cookie } = rig.sent("REGISTER_SUPER")[0]!.message;
    rig.receive(
      from,
      {
        type: "REGISTER_SUPER_ACK",
        cookie: (cookie + difference) >>> 0,
        supernode: nullMac,
        address: { address: "0.0.0.0", prefix: 0 },
        lifetime: 15,
        socket: strangerWan,
        auth: { scheme: 0, token: new Uint8Array() },
        supernodes: [],
        keyTime: 0,
      },
      true,
    );
    expect(rig.edge.status().registration).toBe("registering");
  });

  it("tries the next supernode after three attempts, and goes back when the preferred one answers", () => {
    const rig = new Rig({ supernodes: two }).feed({ kind: "start" }).wait(5_000);
    expect(rig.sent("REGISTER_SUPER").map(({ to }) => to)).toEqual([supernode, supernode, supernode, second]);
    expect(rig.notes()).toContain("supernode-silent");
    rig.acknowledge(second);
    expect(rig.edge.status()).toMatchObject({ registration: "registered", supernode: second });
    rig.take();
    rig.wait(31_000);
    expect(rig.sent("QUERY_PEER").map(({ to, message }) => [to, message.target])).toEqual([
      [second, nullMac],
      [second, nullMac],
      [supernode, nullMac],
    ]);
    rig.relayed({
      type: "PEER_INFO",
      aflags: 0,
      source: "02:5e:00:00:00:01" as typeof alice,
      peer: nullMac,
      socket: strangerWan,
      load: 0,
      uptime: 1,
      version: "x" as FieldText,
    });
    rig.wait(100);
    expect(rig.sent("UNREGISTER_SUPER").map(({ to }) => to)).toEqual([second]);
    expect(rig.sent("REGISTER_SUPER").at(-1)!.to).toEqual(supernode);
  });

  it("retries a single silent supernode for ever, at a bounded pace", () => {
    const rig = new Rig().feed({ kind: "start" }).wait(120_000);
    const count = rig.sent("REGISTER_SUPER").length;
    expect(count).toBeGreaterThan(25);
    expect(count).toBeLessThan(40);
  });

  it("registers at once the address that the interface got while an answer was under way", () => {
    const rig = new Rig({ address: { address: "0.0.0.0", prefix: 0 }, routing: true }).feed({ kind: "start" });
    rig.feed({ kind: "addressed", address: { address: "10.50.0.77", prefix: 24 } }).acknowledge();
    rig.wait(100);
    const [, again] = rig.sent("REGISTER_SUPER");
    expect(again?.message.address).toEqual({ address: "10.50.0.77", prefix: 24 });
    rig.acknowledge().wait(15_000);
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(2);
  });

  it("reports a refusal and keeps trying", () => {
    const rig = new Rig().feed({ kind: "start" });
    const { cookie } = rig.sent("REGISTER_SUPER")[0]!.message;
    const auth = { scheme: 0, token: new Uint8Array() };
    rig.relayed({ type: "REGISTER_SUPER_NAK", cookie, refused: alice, auth }).wait(4_500);
    expect(rig.notes()).toContain("refused");
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(2);
  });

  it("asks for another address when the assigned one is refused", () => {
    const rig = new Rig({ address: "auto" }).feed({ kind: "start" });
    rig.acknowledge(supernode, { address: "10.50.0.9", prefix: 24 });
    const { cookie } = rig.sent("REGISTER_SUPER").at(-1)!.message;
    const auth = { scheme: 0, token: new Uint8Array() };
    rig.relayed({ type: "REGISTER_SUPER_NAK", cookie, refused: alice, auth }).wait(4_500);
    expect(rig.sent("REGISTER_SUPER").at(-1)!.message.edge).toBe(nullMac);
  });

  it("learns supernodes from acknowledgements, a bounded number", () => {
    const rig = new Rig().feed({ kind: "start" });
    const { cookie } = rig.sent("REGISTER_SUPER")[0]!.message;
    const supernodes = Array.from({ length: 40 }, (_, i) => ({
      socket: { address: `198.51.100.${i + 10}`, port: 7654 },
      mac: nullMac,
    }));
    rig.relayed({
      type: "REGISTER_SUPER_ACK",
      cookie,
      supernode: nullMac,
      address: { address: "0.0.0.0", prefix: 0 },
      lifetime: 15,
      socket: strangerWan,
      auth: { scheme: 0, token: new Uint8Array() },
      supernodes,
      keyTime: 0,
    });
    rig.take();
    rig.wait(240_000);
    const asked = new Set(rig.sent("REGISTER_SUPER").map(({ to }) => (to === "group" ? to : to.address)));
    expect(asked.size).toBe(17);
  });

  it("stops at once if it never started", () => {
    const rig = new Rig().feed({ kind: "stop" });
    expect([rig.done("stopped").length, rig.sent().length]).toEqual([1, 0]);
  });

  it("unregisters on stop, reports it, and does nothing more", () => {
    const rig = new Rig().registered();
    const { token } = new Rig().feed({ kind: "start" }).sent("REGISTER_SUPER")[0]!.message.auth;
    rig.feed({ kind: "stop" });
    expect(rig.sent("UNREGISTER_SUPER").map(({ to, message }) => [to, message.source, message.auth.token])).toEqual([
      [supernode, alice, token],
    ]);
    expect(rig.done("stopped")).toHaveLength(1);
    expect(rig.edge.nextWake()).toBeUndefined();
    rig.take();
    rig.feed({ kind: "tick" }).feed({ kind: "stop" });
    expect(rig.sent()).toEqual([]);
  });
});
