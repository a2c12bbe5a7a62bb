import { describe, expect, it } from "vitest";
import { hex } from "../../base/bytes.ts";
import { ConfigError } from "../../base/config-error.ts";
import { packetsSentTo, bobPacket, bobFrame, directRank, aliceSendsFrame } from "../testing/bob.ts";
import { Rig, bob, bobWan, supernode } from "../replay/rig.ts";
import { UserSide, grant, logan, userRig } from "../testing/user-rig.ts";

/** Registered, with the actions so far discarded. */
function admitted() {
  const made = userRig();
  made.rig.feed({ kind: "start" });
  grant(made.rig, made.side);
  made.rig.take();
  return made;
}

describe("user/password mode", () => {
  it("registers with a fresh challenge in every message, under the static key and hashed", () => {
    const { rig } = userRig();
    rig.feed({ kind: "start" }).wait(2_500);
    const tokens = rig.sent("REGISTER_SUPER").map(({ message }) => message.auth);
    expect(tokens.length).toBe(3);
    expect(tokens.map(({ scheme, token }) => [scheme, token.length])).toEqual(tokens.map(() => [2, 48]));
    expect(new Set(tokens.map(({ token }) => hex(token.subarray(0, 32)))).size).toBe(1);
    expect(new Set(tokens.map(({ token }) => hex(token.subarray(32)))).size).toBe(3);
  });

  it("takes the key from the acknowledgement and uses it", () => {
    const { rig, side } = userRig();
    rig.feed({ kind: "start" });
    // Without the key no peer could read them.
    expect(rig.done("announce")).toEqual([]);
    grant(rig, side);
    expect(rig.edge.status().registration).toBe("registered");
    expect(rig.sent("PACKET")).toHaveLength(2);
    aliceSendsFrame(rig);
    rig.receive(bobWan, { type: "REGISTER_ACK", cookie: directRank, destination: rig.edge.status().mac, source: bob });
    rig.receive(bobWan, { ...bobPacket, payload: bobFrame });
    expect(rig.done("deliver")).toHaveLength(1);
    expect(packetsSentTo(rig)).toEqual([supernode, supernode, supernode]);
    rig.feed({ kind: "stop" });
    expect(rig.sent("UNREGISTER_SUPER").at(-1)?.message.auth.token).toHaveLength(48);
  });

  it("accepts a late answer to an earlier attempt", () => {
    const { rig, side } = userRig();
    rig.feed({ kind: "start" }).wait(2_500);
    grant(rig, side, 2);
    expect(rig.edge.status().registration).toBe("registered");
  });

  it.each<[string, (side: UserSide, rig: Rig) => void]>([
    ["that does not know the user's key", (_, rig) => grant(rig, new UserSide({ name: "logan", password: "008" }))],
    ["that sends no token", (_, rig) => rig.acknowledge()],
  ])("refuses the answer of a supernode %s", (_, lie) => {
    const { rig, side } = userRig();
    rig.feed({ kind: "start" });
    lie(side, rig);
    expect(rig.edge.status().registration).toBe("registering");
    expect(Object.values(rig.edge.status().drops)).toEqual([1]);
  });

  it("refuses an acknowledgement whose hash is wrong", () => {
    const { rig, side } = userRig();
    rig.feed({ kind: "start" });
    const forger = new UserSide({ name: "logan", password: "008" });
    const { message } = rig.sent("REGISTER_SUPER").at(-1)!;
    const auth = side.answer(message.auth.token);
    const address = { address: "0.0.0.0", prefix: 0 };
    const rest = { lifetime: 15, socket: bobWan, supernodes: [], keyTime: 0, auth, address, supernode: bob };
    const common = { ttl: 2, fromSupernode: true, community: message.community };
    const ack = { ...common, type: "REGISTER_SUPER_ACK", cookie: message.cookie, ...rest } as const;
    rig.feed({ kind: "datagram", from: supernode, bytes: forger.seal(ack, rig.now) });
    expect(rig.edge.status().drops).toEqual({ header: 1 });
  });

  it("hears a refusal", () => {
    const { rig } = userRig();
    rig.feed({ kind: "start" });
    const { cookie, edge: refused } = rig.sent("REGISTER_SUPER")[0]!.message;
    rig.relayed({ type: "REGISTER_SUPER_NAK", cookie, refused, auth: { scheme: 0, token: new Uint8Array() } });
    expect(rig.notes()).toContain("user-refused");
  });

  it("learns that its user was removed, although it was accepted a moment ago", () => {
    const { rig } = admitted();
    rig.wait(20_500);
    const { cookie, edge: refused } = rig.sent("REGISTER_SUPER").at(-1)!.message;
    rig.relayed({ type: "REGISTER_SUPER_NAK", cookie, refused, auth: { scheme: 0, token: new Uint8Array() } });
    expect(rig.edge.status().problems.map(({ cause }) => cause)).toEqual(["user-refused"]);
  });

  it("refuses an invalid federation key", () => {
    const user = { ...logan, federationPublicKey: new Uint8Array(32) };
    expect(() => new Rig({ user })).toThrow(ConfigError);
  });
});

describe("RE_REGISTER_SUPER", () => {
  it("brings the next key at once; messages under the previous one are accepted for a while", () => {
    const { rig, side } = admitted();
    rig.relayed({ type: "RE_REGISTER_SUPER" });
    rig.wait(10);
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(1);
    const [old, next] = [side.keys[0]!, new Uint8Array(16).fill(2)];
    side.keys.push(next);
    grant(rig, side);
    for (const key of [old, next, old]) {
      side.keys.push(key);
      rig.wait(6_000).receive(bobWan, { ...bobPacket, payload: bobFrame });
    }
    expect(rig.done("deliver")).toHaveLength(2);
    expect(rig.edge.status().drops).toEqual({ header: 1 });
  });

  it("adds jitter to the next registration, so that edges do not stay synchronised", () => {
    const { rig, side } = admitted();
    rig.relayed({ type: "RE_REGISTER_SUPER" }).wait(10);
    grant(rig, side);
    const moment = rig.now;
    rig.take();
    rig.wait(20_000);
    const [next] = rig.sent("REGISTER_SUPER");
    expect(next!.at - moment).toBeGreaterThanOrEqual(5_000);
    expect(next!.at - moment).toBeLessThan(20_000);
  });

  it("is obeyed once a second, and only from the supernode", () => {
    const { rig, side } = admitted();
    for (let i = 0; i < 50; i++) {
      rig.relayed({ type: "RE_REGISTER_SUPER" }).wait(10);
      if (i === 0) grant(rig, side);
    }
    rig.receive(bobWan, { type: "RE_REGISTER_SUPER" });
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(1);
    expect(rig.edge.status().drops).toEqual({ "unexpected-message": 1 });
  });

  it("is ignored without users", () => {
    const rig = new Rig().registered();
    rig.relayed({ type: "RE_REGISTER_SUPER" }).wait(1_000);
    expect(rig.sent()).toEqual([]);
  });
});
