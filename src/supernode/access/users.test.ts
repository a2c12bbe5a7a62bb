import { describe, expect, it } from "vitest";
import { concat } from "../../base/bytes.ts";
import { seconds } from "../../base/instant.ts";
import { dynamicKey } from "../../seal/challenge.ts";
import { headerCipher } from "../../seal/header.ts";
import { seededRandom } from "../../base/random.ts";
import { decode } from "../../wire/codec.ts";
import type { Message } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import type { CommunityList, ListedCommunity } from "./community-list.ts";
import {
  Conversation,
  dropsSoFar,
  home,
  numberedMac,
  packet,
  queryPeer,
  registerSuper,
  token,
  wan,
} from "../replay/conversation.ts";
import { defaultFederation } from "../federation/keys.ts";
import {
  briefSealing,
  challengeBytes,
  FakeEncryptedEdge,
  type TestUser,
  testUser,
} from "../testing/fake-encrypted-edge.ts";

const field = padded(home, spec.communityBytes);
const [logan, sister, stranger] = [testUser("logan"), testUser("sister"), testUser("stranger")];

function listOf(...users: readonly TestUser[]): CommunityList {
  const community: ListedCommunity = { name: home, users };
  return { fixed: new Map([[home, community]]), patterns: [] };
}

function start(list = listOf(logan, sister)) {
  const conversation = new Conversation({ communities: list });
  const key = () => dynamicKey(Math.floor(conversation.now / 1000), field, padded(defaultFederation, 20));
  const edge = new FakeEncryptedEdge(conversation);
  const join = (number: number, user: TestUser, from = wan(number)) =>
    edge.saySigned(from, registerSuper(number, { auth: user.auth() }), user);
  return { conversation, key: key(), keyNow: key, edge, join };
}

const ack = "static and 16 bytes REGISTER_SUPER_ACK";
const nak = "static and 16 bytes REGISTER_SUPER_NAK";

describe("a user", () => {
  it("gets the dynamic key, signed for it alone", () => {
    const { key, join } = start();
    const [heard] = join(1, logan);
    const sealed = heard!.bytes.subarray(0, -16);
    expect(logan.challenge.outerHash(sealed)).toEqual(heard!.bytes.slice(-16));
    const answer = decode(headerCipher(field, seededRandom(1)).open(sealed)!.packet);
    if (!("type" in answer) || answer.type !== "REGISTER_SUPER_ACK") throw new Error("no ACK");
    expect(logan.challenge.dynamicKey(answer.auth.token, challengeBytes)).toEqual(key);
    expect(sister.challenge.dynamicKey(answer.auth.token, challengeBytes)).not.toEqual(key);
  });

  it("uses the dynamic key, not the key derived from the name", () => {
    const { conversation, edge, key, join } = start();
    join(1, logan);
    join(2, sister);
    expect(edge.say(wan(1), packet(1, numberedMac(2)))).toEqual([]);
    expect(edge.say(wan(1), registerSuper(1, { auth: logan.auth() }), key)).toEqual([]);
    expect(dropsSoFar(conversation)).toEqual({ malformed: 1, "other key": 1 });
    expect(briefSealing(edge.say(wan(1), packet(1, numberedMac(2)), key), home, [key])).toEqual(["dynamic PACKET"]);
    expect(briefSealing(edge.say(wan(1), queryPeer(numberedMac(1), numberedMac(2)), key), home, [key])).toEqual([
      "dynamic PEER_INFO",
    ]);
  });

  it("may unregister, and no other user may unregister it", () => {
    const { conversation, edge, key, join } = start();
    join(1, logan);
    join(2, sister);
    const leave: Message = { type: "UNREGISTER_SUPER", ttl: 2, fromSupernode: false, community: home, ...of(1, logan) };
    edge.say(wan(2), { ...leave, ...of(1, sister) }, key);
    // Its public key is known to other users.
    edge.say(wan(2), leave, key);
    expect(dropsSoFar(conversation)).toEqual({ "wrong token": 2 });
    edge.say(wan(1), leave, key);
    join(2, sister);
    conversation.wait(seconds(41));
    expect(conversation.supernode.status().communities[0]!.edges).toMatchObject([{ mac: numberedMac(2) }]);
  });

  it("stays while it is heard, although another user unregisters it by a forged message", () => {
    const { conversation, edge, key, join } = start();
    join(1, logan);
    join(2, sister);
    const leave: Message = { type: "UNREGISTER_SUPER", ttl: 2, fromSupernode: false, community: home, ...of(1, logan) };
    for (let second = 0; second < 60; second++) {
      edge.say(wan(1), leave, key);
      conversation.wait(seconds(1));
      if (second % 20 === 19) for (const [number, user] of [[1, logan], [2, sister]] as const) join(number, user); // prettier-ignore
      expect(edge.say(wan(2), packet(2, numberedMac(1)), key)).toHaveLength(1);
    }
  });

  it("keeps its MAC address against another user, and may move with it", () => {
    const { conversation, join } = start();
    join(1, logan);
    expect(briefSealing(join(1, sister, wan(2)), home)).toEqual([nak]);
    expect(briefSealing(join(1, logan, wan(3)), home)).toEqual([ack]);
    expect(conversation.supernode.status().communities[0]!.edges).toMatchObject([{ socket: wan(3) }]);
  });
});

describe("that is not accepted", () => {
  it("is refused with an unknown key", () => {
    expect(briefSealing(start().join(1, stranger), home)).toEqual([nak]);
  });

  it("is refused without a user's token", () => {
    const { edge } = start();
    expect(briefSealing(edge.saySigned(wan(1), registerSuper(1, { auth: token(1) }), logan), home)).toEqual([nak]);
  });

  it("gets no answer with another's key or a truncated hash", () => {
    const { conversation, edge } = start();
    const asked = registerSuper(1, { auth: logan.auth() });
    expect(edge.saySigned(wan(1), asked, sister)).toEqual([]);
    expect(conversation.sayBytes(wan(1), concat(edge.sealed(asked), new Uint8Array(16)))).toEqual([]);
    expect(edge.say(wan(1), asked)).toEqual([]);
    expect(conversation.say(wan(1), asked)).toEqual([]);
    expect(dropsSoFar(conversation)).toEqual({ "wrong hash": 2, malformed: 1, unencrypted: 1 });
  });
});

describe("reloading the list", () => {
  it("asks edges under the old key to register, and keeps the allowed ones, with a new key", () => {
    const { conversation, edge, key, keyNow, join } = start();
    join(1, logan);
    join(2, sister);
    conversation.wait(seconds(5));
    const heard = conversation.tell({ kind: "reload", communities: listOf(logan) });
    expect(briefSealing(heard, home, [key])).toEqual(["dynamic RE_REGISTER_SUPER", "dynamic RE_REGISTER_SUPER"]);
    expect(conversation.supernode.status().communities[0]!.edges).toMatchObject([{ mac: numberedMac(1) }]);
    expect(edge.say(wan(1), queryPeer(numberedMac(1), numberedMac(1)), key)).toEqual([]);
    expect(
      briefSealing(edge.say(wan(1), queryPeer(numberedMac(1), numberedMac(1)), keyNow()), home, [keyNow()]),
    ).toEqual(["dynamic PEER_INFO"]);
    expect(briefSealing(join(2, sister), home)).toEqual([nak]);
  });

  it("twice in a second still changes the key", () => {
    const { conversation, edge, key, join } = start();
    join(1, logan);
    conversation.tell({ kind: "reload", communities: listOf(logan) });
    expect(edge.say(wan(1), queryPeer(numberedMac(1), numberedMac(1)), key)).toEqual([]);
  });

  it("keeps plain edges only if their community is still allowed", () => {
    const name = (text: string) => text as typeof home;
    const fixed = (...names: readonly string[]): CommunityList => ({
      fixed: new Map(names.map((text) => [name(text), { name: name(text), users: [] }])),
      patterns: [],
    });
    const conversation = new Conversation({ communities: fixed("a", "b", "c") });
    for (const [i, text] of ["a", "b", "c"].entries()) {
      conversation.say(wan(i), registerSuper(i, { community: name(text) }));
    }
    const subnet = { address: "10.1.0.0", prefix: 16 };
    const list = fixed("a", "c");
    const changed = new Map(list.fixed).set(name("c"), { name: name("c"), users: [], subnet });
    expect(conversation.tell({ kind: "reload", communities: { ...list, fixed: changed } })).toEqual([]);
    const { communities } = conversation.supernode.status();
    expect(communities.map(({ name, edges }) => [name, edges.length])).toEqual([
      ["a", 1],
      ["c", 0],
    ]);
    conversation.tell({ kind: "reload", communities: undefined });
    expect(conversation.supernode.status()).toMatchObject({ hasList: false, communities: [] });
  });
});

function of(number: number, user: TestUser) {
  return { source: numberedMac(number), auth: user.auth() };
}
