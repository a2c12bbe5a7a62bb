import { describe, expect, it } from "vitest";
import { seconds } from "../../base/instant.ts";
import { Conversation, numberedMac, queryPeer, registerSuper, token, types, wan } from "../replay/conversation.ts";

const ack = "REGISTER_SUPER_ACK";
const nak = "REGISTER_SUPER_NAK";
const own = { address: "198.18.0.1", port: 7654 };

describe("which claimants may take an entry", () => {
  const thief = { auth: token(66) };
  const elsewhere = wan(900);
  const otherPort = { ...wan(1), port: 60_000 };
  const asOwner = {};
  const otherMac = { ...thief, edge: numberedMac(66) };

  it.each([
    ["same MAC, same token, another host: the edge has moved", elsewhere, asOwner, 1, ack],
    ["same MAC, other token, another host", elsewhere, thief, 1, nak],
    ["same MAC, other token, another host, still within the lifetime", elsewhere, thief, 59, nak],
    ["same MAC, other token, another host, lifetime over", elsewhere, thief, 61, ack],
    ["same MAC, other token, same host, edge alive", otherPort, thief, 30, nak],
    ["same MAC, other token, same host, edge silent: it crashed and restarted", otherPort, thief, 36, ack],
    ["same MAC, other token, same socket: the same again on a fixed port", wan(1), thief, 1, ack],
    ["other MAC, same address, other token", elsewhere, otherMac, 1, nak],
    ["other MAC, same address, lifetime over", elsewhere, otherMac, 61, ack],
    ["other MAC, same address, same host, edge silent", otherPort, otherMac, 36, ack],
    ["other MAC, same address, same token: a new TAP", elsewhere, { edge: numberedMac(66) }, 1, ack],
  ])("%s", (_, from, changes, waited, answer) => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    // Without ticks: an entry that has expired must not count, even if the sweep has not reached it.
    conversation.now = (conversation.now + seconds(waited)) as typeof conversation.now;
    expect(types(conversation.say(from, registerSuper(1, changes)))).toEqual([answer]);
    const edges = conversation.supernode.status().communities[0]!.edges;
    const taker = registerSuper(1, changes).edge;
    expect(edges).toMatchObject([
      answer === ack ? { mac: taker, socket: from } : { mac: numberedMac(1), socket: wan(1) },
    ]);
  });

  it("traffic keeps an edge alive against a claimant on its host", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    conversation.wait(seconds(30));
    conversation.say(wan(1), queryPeer(numberedMac(1), numberedMac(2)));
    conversation.wait(seconds(20));
    expect(types(conversation.say(otherPort, registerSuper(1, thief)))).toEqual([nak]);
  });

  it.each([0, 1])("an empty token of scheme %d proves nothing", (scheme) => {
    const conversation = new Conversation();
    const auth = { scheme, token: new Uint8Array(0) };
    conversation.say(wan(1), registerSuper(1, { auth }));
    expect(types(conversation.say(elsewhere, registerSuper(1, { auth })))).toEqual([nak]);
    expect(types(conversation.say(wan(1), registerSuper(1, { auth })))).toEqual([ack]);
  });

  it("a refused claim changes nothing", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    const before = conversation.supernode.status().communities;
    conversation.say(elsewhere, registerSuper(1, { ...otherMac, address: registerSuper(1).address }));
    expect(conversation.supernode.status().communities).toEqual(before);
    expect(types(conversation.say(wan(1), registerSuper(1)))).toEqual([ack]);
  });

  it("one socket and token are one edge: a new MAC address replaces the old", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    conversation.say(wan(1), registerSuper(2, { auth: token(1) }));
    expect(conversation.supernode.status().communities[0]!.edges.map((edge) => edge.mac)).toEqual([numberedMac(2)]);
  });

  it("another token is listed beside it, like an edge that crashed, until the old one is silent", () => {
    const conversation = new Conversation();
    const macs = () => conversation.supernode.status().communities[0]!.edges.map((edge) => edge.mac);
    conversation.say(wan(1), registerSuper(1));
    expect(types(conversation.say(wan(1), registerSuper(2, { address: registerSuper(1).address })))).toEqual([ack]);
    expect(macs()).toEqual([numberedMac(1), numberedMac(2)]);
    conversation.wait(seconds(36));
    conversation.say(wan(1), registerSuper(2, { address: registerSuper(1).address }));
    conversation.wait(seconds(30));
    expect(macs()).toEqual([numberedMac(2)]);
    // The new one now holds the old one's MAC and address.
    expect(types(conversation.say(wan(9), registerSuper(9, { address: registerSuper(1).address })))).toEqual([nak]);
  });

  it("but not an edge that has moved away from that socket", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    conversation.say(wan(7), registerSuper(1));
    conversation.say(wan(1), registerSuper(2));
    const edges = conversation.supernode.status().communities[0]!.edges;
    expect(edges).toMatchObject([
      { mac: numberedMac(1), socket: wan(7) },
      { mac: numberedMac(2), socket: wan(1) },
    ]);
  });

  it("but one public socket towards two addresses of ours may be two edges behind a symmetric NAT", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1), own);
    conversation.say(wan(1), registerSuper(2), { ...own, address: "198.18.0.2" });
    expect(conversation.supernode.status().communities[0]!.edges).toHaveLength(2);
  });

  it("without spoofing protection (-M) any claimant may", () => {
    const conversation = new Conversation({ spoofingProtection: false });
    conversation.say(wan(1), registerSuper(1));
    expect(types(conversation.say(elsewhere, registerSuper(1, thief)))).toEqual([ack]);
  });
});
