import { describe, expect, it } from "vitest";
import { noIpNet } from "../../base/address/endpoint.ts";
import { milliseconds, seconds } from "../../base/instant.ts";
import { broadcastMac, nullMac } from "../../base/address/mac.ts";
import type { CommunityName } from "../../wire/message.ts";
import { Conversation, numberedMac, packet, queryPeer, registerSuper, wan } from "../replay/conversation.ts";
import { lanes, tuned } from "../timing.ts";

const limits = { communities: 3, edgesPerCommunity: 3, edgeLifetime: seconds(60) };
const inCommunity = (name: string) => ({ community: name as CommunityName });

describe("a flood from one host", () => {
  it("is limited to its share, and others are served as before", () => {
    const conversation = new Conversation();
    for (let i = 0; i < 5000; i++) conversation.say(wan(66, i), registerSuper(66));
    expect(conversation.supernode.status().counters.dropped.rate).toBe(5000 - lanes.control.burst);
    expect(conversation.say(wan(1), registerSuper(1))).toHaveLength(1);
    conversation.wait(seconds(1));
    expect(conversation.say(wan(66), registerSuper(66))).toHaveLength(1);
  });

  it("is not even decoded beyond its share", () => {
    const conversation = new Conversation();
    const garbage = new Uint8Array(0);
    for (let i = 0; i < lanes.datagram.burst + 10; i++) conversation.sayBytes(wan(66), garbage);
    const { malformed, rate } = conversation.supernode.status().counters.dropped;
    expect([malformed, rate]).toEqual([lanes.datagram.burst, 10]);
  });

  it("cannot fill the table of edges", () => {
    const conversation = new Conversation({ limits: { ...limits, edgesPerCommunity: 60_000 } });
    for (let i = 0; i < tuned.edgesPerHost + 100; i++) {
      conversation.say(wan(66, i), registerSuper(i));
      conversation.wait(milliseconds(2));
    }
    const { communities, counters } = conversation.supernode.status();
    expect([communities[0]!.edges.length, counters.dropped.full]).toEqual([tuned.edgesPerHost, 100]);
    expect(conversation.say(wan(1), registerSuper(5000))).toHaveLength(1);
    conversation.wait(seconds(70));
    expect(conversation.say(wan(66), registerSuper(66))).toHaveLength(1);
  });

  it("cannot fill the table of communities", () => {
    const conversation = new Conversation();
    for (let i = 0; i < 400; i++) conversation.say(wan(66), registerSuper(66, inCommunity(`c${i}`)));
    expect(conversation.supernode.status().communities).toHaveLength(tuned.communitiesPerHost);
    expect(conversation.say(wan(1), registerSuper(1, inCommunity("mine")))).toHaveLength(1);
    conversation.wait(seconds(140));
    expect(conversation.say(wan(66), registerSuper(66))).toHaveLength(1);
  });
});

describe("full tables", () => {
  it("accept no new edge, but keep serving existing ones", () => {
    const conversation = new Conversation({ limits });
    for (const number of [1, 2, 3]) conversation.say(wan(number), registerSuper(number));
    expect(conversation.say(wan(4), registerSuper(4))).toEqual([]);
    expect(conversation.supernode.status().counters.dropped.full).toBe(1);
    expect(conversation.say(wan(11), registerSuper(1))).toHaveLength(1);
    expect(conversation.say(wan(11), packet(1, numberedMac(2)))).toHaveLength(1);
    conversation.wait(seconds(70));
    expect(conversation.say(wan(4), registerSuper(4))).toHaveLength(1);
  });

  it("accept no new community while every one has members", () => {
    const conversation = new Conversation({ limits });
    for (const number of [1, 2, 3]) conversation.say(wan(number), registerSuper(number, inCommunity(`c${number}`)));
    expect(conversation.say(wan(4), registerSuper(4, inCommunity("c4")))).toEqual([]);
    expect(conversation.supernode.status().counters.dropped.full).toBe(1);
  });

  it("evict an empty community for a new one", () => {
    const conversation = new Conversation({ limits });
    const asking = { edge: nullMac, address: noIpNet };
    conversation.say(wan(1), registerSuper(1, { ...asking, ...inCommunity("c1") }));
    for (const number of [2, 3, 4]) conversation.say(wan(number), registerSuper(number, inCommunity(`c${number}`)));
    expect(conversation.supernode.status().communities.map(({ name }) => name)).toEqual(["c2", "c3", "c4"]);
  });

  it("an expired community frees its subnet", () => {
    const addressRange = { first: "10.0.0.0", last: "10.0.0.0", prefix: 24 };
    const conversation = new Conversation({ addressRange });
    const asking = { edge: nullMac, address: noIpNet };
    conversation.say(wan(1), registerSuper(1, { ...asking, ...inCommunity("c1") }));
    conversation.wait(seconds(70));
    const [heard] = conversation.say(wan(2), registerSuper(2, { ...asking, ...inCommunity("c2") }));
    expect(heard!.message).toMatchObject({ type: "REGISTER_SUPER_ACK", address: { prefix: 24 } });
  });
});

describe("useless for flooding a third party", () => {
  it("a forged ping brings its victim a few answers a second", () => {
    const conversation = new Conversation();
    let answers = 0;
    for (let i = 0; i < 10_000; i++) {
      answers += conversation.say(wan(1, i), queryPeer(nullMac, nullMac)).length;
      conversation.wait(milliseconds(1));
    }
    expect(answers).toBeLessThanOrEqual(lanes.longAnswers.burst + 10 * lanes.longAnswers.perSecond);
    expect(answers).toBeGreaterThan(200);
  });

  it("a forged query of a registered edge brings slightly more", () => {
    const conversation = new Conversation();
    for (const number of [1, 2]) conversation.say(wan(number), registerSuper(number));
    let answers = 0;
    for (let i = 0; i < 1500; i++)
      answers += conversation.say(wan(1), queryPeer(numberedMac(1), numberedMac(2))).length;
    expect(answers).toBe(lanes.introductions.burst);
  });

  it.each([
    ["an acknowledgement", registerSuper(1)],
    ["a refusal", registerSuper(1, { auth: { scheme: 2, token: new Uint8Array(48) } })],
  ])("%s is shorter than its question", (_, question) => {
    const conversation = new Conversation();
    const [heard] = conversation.say(wan(1), question);
    expect(heard!.bytes.length).toBeLessThan(79);
  });

  it("many forged edges on one host multiply broadcasts to it only up to a limit", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    for (let i = 2; i < 1002; i++) conversation.say(wan(66, i), registerSuper(i));
    let copies = 0;
    for (let i = 0; i < 50; i++) copies += conversation.say(wan(1), packet(1, broadcastMac)).length;
    expect(copies).toBe(lanes.echoes.burst);
  });

  it("a host's broadcasts count by their copies", () => {
    const conversation = new Conversation();
    for (let i = 1; i <= 500; i++) conversation.say(wan(i), registerSuper(i));
    let copies = 0;
    for (let i = 0; i < 1000; i++) copies += conversation.say(wan(1), packet(1, broadcastMac)).length;
    expect(copies).toBeLessThanOrEqual(lanes.copies.burst + 500);
    expect(conversation.say(wan(2), packet(2, numberedMac(3)))).toHaveLength(1);
  });
});
