import { describe, expect, it } from "vitest";
import { hex } from "../../base/bytes.ts";
import { type Instant, seconds } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { seededRandom } from "../../base/random.ts";
import { dynamicKey } from "../../seal/challenge.ts";
import { StampIssuer } from "../../seal/stamps/stamp.ts";
import { encode } from "../../wire/codec.ts";
import type { CommunityName, Message, RegisterSuper } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import {
  Conversation,
  dropsSoFar,
  type Heard,
  home,
  numberedMac,
  queryPeer,
  registerSuper,
  token,
  wan,
} from "../replay/conversation.ts";
import type { FederationConfig } from "../config.ts";
import { federationKeys } from "./keys.ts";
import { ackFor, FakeSupernode, greeting, headerKeyOf, joined, name, other, third } from "../testing/fake-supernode.ts";
import { staticHeaderKey } from "../headers/header-key.ts";
import { briefSealing, FakeEncryptedEdge, testUser } from "../testing/fake-encrypted-edge.ts";
import { unsealer } from "../testing/unsealer.ts";

describe("joining", () => {
  it("requires an answer to our own greeting; until then the other gets nothing", () => {
    const fake = new FakeSupernode();
    const heard = fake.greet();
    expect(heard.map(({ type }) => type)).toEqual(["REGISTER_SUPER_ACK", "REGISTER_SUPER"]);
    expect(fake.conversation.say(wan(1), registerSuper(1)).map(({ to }) => to)).toEqual([wan(1)]);
    fake.answer(heard[1]);
    expect(fake.conversation.say(wan(1), registerSuper(1)).map(({ to }) => to)).toEqual([other.socket, wan(1)]);
  });

  it("is not done by an unsolicited answer, or by one meant for another", () => {
    const fake = new FakeSupernode({ members: [third.socket] });
    const [ours] = fake.open(fake.conversation.started);
    fake.say(ackFor(ours as RegisterSuper, {}));
    fake.say(ackFor(greeting({ cookie: 1 }), {}), third);
    expect(dropsSoFar(fake.conversation)).toEqual({ "forged supernode": 2 });
  });

  it("is for configured members only, unless strangers are allowed", () => {
    const fake = new FakeSupernode({ learn: false, members: [third.socket] });
    expect(fake.greet()).toEqual([]);
    expect(fake.greet({}, third).map(({ type }) => type)).toEqual(["REGISTER_SUPER_ACK"]);
  });

  it("is not for plain messages, edges or TCP connections", () => {
    const fake = new FakeSupernode();
    expect(fake.conversation.say(other.socket, greeting({}))).toEqual([]);
    expect(fake.say(greeting({ fromSupernode: false }))).toEqual([]);
    expect(fake.say(greeting({}), other, 3)).toEqual([]);
    expect(fake.say(queryPeer(numberedMac(1), numberedMac(2), { community: name, fromSupernode: true }))).toEqual([]);
    expect(dropsSoFar(fake.conversation)).toEqual({ unencrypted: 1, misdirected: 3 });
  });

  it("under the MAC address of a live supernode takes its token", () => {
    const fake = joined();
    expect(fake.greet({ edge: other.mac, auth: token(1) }, third)).toEqual([]);
    expect(fake.greet({ edge: other.mac }, third)).toHaveLength(2);
  });

  it("spreads: a supernode greets those that it learns about", () => {
    const fake = new FakeSupernode();
    const [, ours] = fake.greet();
    const heard = fake.answer(ours, { supernodes: [third, { socket: wan(1), mac: "02:5e:00:00:00:01" as Mac }] });
    expect(heard.map(({ type }) => type)).toEqual(["REGISTER_SUPER"]);
    fake.answer(heard[0], {}, third);
    const [ack] = fake.greet();
    expect(ack).toMatchObject({ supernodes: [third] });
  });

  it("sends no second greeting to one that has proven nothing: its address may be a victim's", () => {
    const fake = new FakeSupernode();
    expect(fake.greet()).toHaveLength(2);
    expect(fake.conversation.wait(seconds(80))).toEqual([]);
  });

  it("follows the configured addresses when they change", () => {
    const fake = new FakeSupernode({ members: [other.socket], learn: false });
    const heard = fake.conversation.tell({ kind: "members", members: [third.socket] });
    expect(heard.map(({ to }) => to)).toEqual([third.socket]);
    expect(fake.greet()).toEqual([]);
    fake.answer(fake.open(heard)[0], {}, third);
    expect(fake.conversation.tell({ kind: "members", members: [third.socket] })).toEqual([]);
    const { supernodes } = fake.conversation.supernode.status().federation;
    expect(supernodes).toMatchObject([{ socket: third.socket, mac: third.mac, purgeable: false }]);
  });

  it("ends for a learned one that is silent, not for a configured one", () => {
    const fake = new FakeSupernode({ members: [third.socket] });
    fake.join();
    const heard = fake.conversation.wait(seconds(100));
    expect(heard.filter(({ to }) => to === other.socket).length).toBeGreaterThan(5);
    expect(fake.conversation.supernode.status().federation.supernodes).toMatchObject([{ socket: third.socket }]);
  });
});

describe("a federation by -F", () => {
  const ways = { "the reference's": "default name", "n3n's": "name" } as const;

  /** Another supernode whose header keys are made the one way or the other. */
  function aSupernode(keys: "default name" | "name") {
    const made = federationKeys({ name, keys });
    const headerKey = headerKeyOf(made);
    const stamps = new StampIssuer();
    const unseal = unsealer(home, [], { headers: made.headers.slice(0, 1) });
    const opened = ({ bytes }: Heard) => unseal(bytes);
    return {
      seal: (message: Message, now: Instant) => headerKey.seal(encode(message), message.type, stamps.issue(now)),
      open: (heard: readonly Heard[]) => heard.map(opened).filter(({ sealing }) => sealing === "federation"),
    };
  }

  function ours(config: Partial<FederationConfig> = {}) {
    return new Conversation({ federation: { name, keys: "default name", members: [], learn: true, ...config } });
  }

  it.each(Object.entries(ways))("answers and greets %s supernode with the key that opened its greeting", (_, way) => {
    const conversation = ours();
    const they = aSupernode(way);
    const heard = conversation.sayBytes(other.socket, they.seal(greeting({}), conversation.now));
    const [ack, ask] = they.open(heard).map(({ message }) => message);
    expect([heard.length, ack, ask]).toMatchObject([2, { type: "REGISTER_SUPER_ACK" }, { type: "REGISTER_SUPER" }]);
    conversation.sayBytes(other.socket, they.seal(ackFor(ask as RegisterSuper, {}), conversation.now));
    const later = conversation.wait(seconds(25));
    expect(later.length).toBeGreaterThan(0);
    expect(they.open(later.slice(0, 1))).toHaveLength(1);
  });

  it.each(Object.entries(ways))("finds out within two greetings that a configured one is %s", (_, way) => {
    const conversation = ours({ members: [other.socket], learn: false });
    const they = aSupernode(way);
    const ask = they.open(conversation.started)[0] ?? they.open(conversation.wait(seconds(3.5)))[0];
    conversation.sayBytes(other.socket, they.seal(ackFor(ask!.message as RegisterSuper, {}), conversation.now));
    const { supernodes } = conversation.supernode.status().federation;
    expect(supernodes).toMatchObject([{ mac: other.mac }]);
    const next = conversation.wait(seconds(25));
    expect(they.open(next.slice(0, 1))).toHaveLength(1);
  });

  it("serves both kinds at once", () => {
    const conversation = ours();
    const all = [aSupernode("default name"), aSupernode("name")].map((they, at) => {
      const { socket, mac } = [other, third][at]!;
      const say = (message: Message) => conversation.sayBytes(socket, they.seal(message, conversation.now));
      const [, ask] = they.open(say(greeting({ edge: mac, auth: token(at) })));
      say(ackFor(ask!.message as RegisterSuper, { supernode: mac }));
      return socket;
    });
    const heard = conversation.say(wan(1), registerSuper(1)).map(({ to }) => to);
    expect(heard).toEqual([...all, wan(1)]);
  });

  it("with N2N_FEDERATION is one of the name's key alone", () => {
    const conversation = ours({ keys: "name" });
    const they = aSupernode("default name");
    expect(conversation.sayBytes(other.socket, they.seal(greeting({}), conversation.now))).toEqual([]);
  });
});

describe("key time", () => {
  const user = testUser("logan");
  const list = { communities: { fixed: new Map([[home, { name: home, users: [user] }]]), patterns: [] } };
  const field = padded(home, spec.communityBytes);

  function withUser() {
    const fake = new FakeSupernode({ name: "*Federation" as CommunityName }, list);
    return fake;
  }

  it("of another is adopted if it is later than ours, and edges are asked to register under the old key", () => {
    const { conversation } = withUser();
    const keys = federationKeys({ name: "*Federation" as CommunityName, keys: "name" });
    const headerKey = staticHeaderKey(keys.field, seededRandom(5));
    const stamps = new StampIssuer();
    const talk = new FakeEncryptedEdge(conversation);
    const say = (message: Message) =>
      conversation.sayBytes(
        other.socket,
        headerKey.seal(
          encode({ ...message, community: "*Federation" as CommunityName }),
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
    expect(briefSealing(say(ackFor(ours, { keyTime: start - 1 })), home, [oldKey])).toEqual([]);
    expect(say(greeting({ keyTime: start + 100_000 }))).toHaveLength(1);
    const heard = say(greeting({ keyTime: start + 9 }));
    expect(heard.map(({ to }) => to)).toEqual([wan(1), other.socket, other.socket]);
    expect(briefSealing(heard.slice(0, 1), home, [oldKey])).toEqual(["dynamic RE_REGISTER_SUPER"]);
    expect(unseal(heard[2]!.bytes).message).toMatchObject({ type: "REGISTER_SUPER", keyTime: start + 9 });
    const newKey = dynamicKey(start + 9, field, keys.field);
    expect(briefSealing(talk.say(wan(1), queryPeer(numberedMac(1), numberedMac(1)), newKey), home, [newKey])).toEqual([
      "dynamic PEER_INFO",
    ]);
  });
});

describe("keys of a federation", () => {
  const clean = (text: string) => hex(padded(text, 20));
  const standard = clean("*Federation");
  const long = "*a longer federatio";
  const ends = Buffer.from("*abc\0ration".padEnd(20, "\0")).toString("hex");
  it.each([
    ["name", "*abc", clean("*abc"), []],
    ["default name", "*abc", ends, [[ends, standard]]],
    ["default name", "*secretFed", clean("*secretFed"), [[clean("*secretFed"), standard]]],
    ["default name", long, clean("*a longer federatio"), [[clean("*a longer federatio"), standard]]],
    ["default name", "*Federation", standard, []],
  ] as const)("from %s: %s", (keys, text, field, before) => {
    const made = federationKeys({ name: text as CommunityName, keys });
    expect(hex(made.field)).toBe(field);
    const headers = made.headers.map(({ field, secret }) => [hex(field), hex(secret)]);
    expect(headers).toEqual([...before, [clean(text), clean(text)]]);
  });
});
