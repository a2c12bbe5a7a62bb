import { describe, expect, it } from "vitest";
import { hex } from "../../base/bytes.ts";
import { seconds } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { seededRandom } from "../../base/random.ts";
import { dynamicKey } from "../../seal/challenge.ts";
import { StampIssuer } from "../../seal/stamps/stamp.ts";
import { encode } from "../../wire/codec.ts";
import type { Community, Message, RegisterSuper } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import { dropped, home, mac, queryPeer, registerSuper, token, wan } from "../replay/conversation.ts";
import { federationKeys } from "./keys.ts";
import { ackFor, Fellow, greeting, joined, name, other, third } from "../testing/fellow.ts";
import { staticLock } from "../headers/lock.ts";
import { brief, SealedTalk, testUser } from "../testing/sealed-talk.ts";
import { unsealer } from "../testing/unsealer.ts";

describe("joining", () => {
  it("takes an answer to our own greeting; until then the other gets nothing", () => {
    const fellow = new Fellow();
    const heard = fellow.greet();
    expect(heard.map(({ type }) => type)).toEqual(["REGISTER_SUPER_ACK", "REGISTER_SUPER"]);
    expect(fellow.conversation.say(wan(1), registerSuper(1)).map(({ to }) => to)).toEqual([wan(1)]);
    fellow.answer(heard[1]);
    expect(fellow.conversation.say(wan(1), registerSuper(1)).map(({ to }) => to)).toEqual([other.socket, wan(1)]);
  });

  it("is not done by an answer that nobody asked for, or asked another for", () => {
    const fellow = new Fellow({ members: [third.socket] });
    const [ours] = fellow.open(fellow.conversation.started);
    fellow.say(ackFor(ours as RegisterSuper, {}));
    fellow.say(ackFor(greeting({ cookie: 1 }), {}), third);
    expect(dropped(fellow.conversation)).toEqual({ "forged supernode": 2 });
  });

  it("is for configured members only, unless strangers are welcome", () => {
    const fellow = new Fellow({ learn: false, members: [third.socket] });
    expect(fellow.greet()).toEqual([]);
    expect(fellow.greet({}, third).map(({ type }) => type)).toEqual(["REGISTER_SUPER_ACK"]);
  });

  it("is not for plain messages, edges or TCP connections", () => {
    const fellow = new Fellow();
    expect(fellow.conversation.say(other.socket, greeting({}))).toEqual([]);
    expect(fellow.say(greeting({ fromSupernode: false }))).toEqual([]);
    expect(fellow.say(greeting({}), other, 3)).toEqual([]);
    expect(fellow.say(queryPeer(mac(1), mac(2), { community: name, fromSupernode: true }))).toEqual([]);
    expect(dropped(fellow.conversation)).toEqual({ unencrypted: 1, misdirected: 3 });
  });

  it("under the MAC address of a live supernode takes its token", () => {
    const fellow = joined();
    expect(fellow.greet({ edge: other.mac, auth: token(1) }, third)).toEqual([]);
    expect(fellow.greet({ edge: other.mac }, third)).toHaveLength(2);
  });

  it("spreads: who is told of another greets it", () => {
    const fellow = new Fellow();
    const [, ours] = fellow.greet();
    const heard = fellow.answer(ours, { supernodes: [third, { socket: wan(1), mac: "02:5e:00:00:00:01" as Mac }] });
    expect(heard.map(({ type }) => type)).toEqual(["REGISTER_SUPER"]);
    fellow.answer(heard[0], {}, third);
    const [ack] = fellow.greet();
    expect(ack).toMatchObject({ supernodes: [third] });
  });

  it("has no second greeting for one that has proved nothing: its address may be a victim's", () => {
    const fellow = new Fellow();
    expect(fellow.greet()).toHaveLength(2);
    expect(fellow.conversation.wait(seconds(80))).toEqual([]);
  });

  it("follows the configured addresses when they change", () => {
    const fellow = new Fellow({ members: [other.socket], learn: false });
    const heard = fellow.conversation.tell({ kind: "members", members: [third.socket] });
    expect(heard.map(({ to }) => to)).toEqual([third.socket]);
    expect(fellow.greet()).toEqual([]);
    fellow.answer(fellow.open(heard)[0], {}, third);
    expect(fellow.conversation.tell({ kind: "members", members: [third.socket] })).toEqual([]);
    const { supernodes } = fellow.conversation.supernode.status().federation;
    expect(supernodes).toMatchObject([{ socket: third.socket, mac: third.mac, purgeable: false }]);
  });

  it("ends for a learned one that is silent, not for a configured one", () => {
    const fellow = new Fellow({ members: [third.socket] });
    fellow.join();
    const heard = fellow.conversation.wait(seconds(100));
    expect(heard.filter(({ to }) => to === other.socket).length).toBeGreaterThan(5);
    expect(fellow.conversation.supernode.status().federation.supernodes).toMatchObject([{ socket: third.socket }]);
  });
});

describe("key time", () => {
  const user = testUser("logan");
  const list = { communities: { fixed: new Map([[home, { name: home, users: [user] }]]), patterns: [] } };
  const field = padded(home, spec.communityBytes);

  function withUser() {
    const fellow = new Fellow({ name: "*Federation" as Community }, list);
    return fellow;
  }

  it("of another is taken if it is later than ours, and edges are called with the old key", () => {
    const { conversation } = withUser();
    const keys = federationKeys({ name: "*Federation" as Community, keys: "name" });
    const lock = staticLock(keys.field, seededRandom(5));
    const stamps = new StampIssuer();
    const talk = new SealedTalk(conversation);
    const say = (message: Message) =>
      conversation.sayBytes(
        other.socket,
        lock.seal(
          encode({ ...message, community: "*Federation" as Community }),
          message.type,
          stamps.issue(conversation.now),
        ),
      );
    const unseal = unsealer(home, [], keys);
    const start = Math.floor(conversation.now / 1000);
    const oldKey = dynamicKey(start, field, keys.field);
    talk.saySigned(wan(1), registerSuper(1, { auth: user.auth() }), user);
    const ours = unseal(say(greeting({}))[1]!.bytes).message as RegisterSuper;
    expect(ours.keyTime).toBe(start);
    expect(brief(say(ackFor(ours, { keyTime: start - 1 })), home, [oldKey])).toEqual([]);
    expect(say(greeting({ keyTime: start + 100_000 }))).toHaveLength(1);
    const heard = say(greeting({ keyTime: start + 9 }));
    expect(heard.map(({ to }) => to)).toEqual([wan(1), other.socket, other.socket]);
    expect(brief(heard.slice(0, 1), home, [oldKey])).toEqual(["dynamic RE_REGISTER_SUPER"]);
    expect(unseal(heard[2]!.bytes).message).toMatchObject({ type: "REGISTER_SUPER", keyTime: start + 9 });
    const newKey = dynamicKey(start + 9, field, keys.field);
    expect(brief(talk.say(wan(1), queryPeer(mac(1), mac(1)), newKey), home, [newKey])).toEqual(["dynamic PEER_INFO"]);
  });
});

describe("keys of a federation", () => {
  const clean = (text: string) => hex(padded(text, 20));
  const ends = Buffer.from("*abc\0ration".padEnd(20, "\0")).toString("hex");
  it.each([
    ["name", "*abc", clean("*abc"), clean("*abc")],
    ["default name", "*abc", ends, clean("*Federation")],
    ["default name", "*secretFed", clean("*secretFed"), clean("*Federation")],
    ["default name", "*a longer federation".slice(0, 19), clean("*a longer federatio"), clean("*Federation")],
  ] as const)("from %s: %s", (keys, text, field, secret) => {
    const made = federationKeys({ name: text as Community, keys });
    expect([hex(made.field), hex(made.headerSecret)]).toEqual([field, secret]);
  });
});
