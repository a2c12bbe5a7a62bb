import { describe, expect, it } from "vitest";
import { fromHex } from "../../base/bytes.ts";
import { broadcastMac, type Mac, nullMac } from "../../base/address/mac.ts";
import { seconds } from "../../base/instant.ts";
import type { CommunityName, FieldText, Message } from "../../wire/message.ts";
import {
  Conversation,
  home,
  numberedMac,
  packet,
  queryPeer,
  directRegister,
  registerSuper,
  supernodeMac,
  wan,
} from "../replay/conversation.ts";

const first = { address: "198.18.0.1", port: 7654 };
const second = { address: "198.18.0.2", port: 7654 };

/** Edges 1 to 3 in one community; edge 2 registered at the supernode's second address. */
function threeEdges(): Conversation {
  const conversation = new Conversation();
  conversation.say(wan(1), registerSuper(1), first);
  conversation.say(wan(2), registerSuper(2, { socket: wan(200) }), second);
  conversation.say(wan(3), registerSuper(3), first);
  return conversation;
}

describe("PACKET", () => {
  it("goes to its target with the observed socket, from the address that the target knows", () => {
    const heard = threeEdges().say(wan(1), packet(1, numberedMac(2), { socket: wan(77) }), first);
    const message = { ...packet(1, numberedMac(2)), ttl: 1, fromSupernode: true, socket: wan(1) };
    expect(heard).toMatchObject([{ to: wan(2), source: second, message }]);
  });

  it.each(["ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "33:33:00:00:00:01"])("to %s goes to all others", (group) => {
    const conversation = threeEdges();
    const heard = conversation.say(wan(1), packet(1, group as Mac), first);
    expect(heard.map(({ to, source }) => [to, source])).toEqual([
      [wan(2), second],
      [wan(3), first],
    ]);
    expect(conversation.supernode.status().counters).toMatchObject({ broadcast: 1, copies: 2, unicast: 0 });
  });

  it("does not leave its community", () => {
    const conversation = threeEdges();
    conversation.say(wan(4), registerSuper(4, { community: "else" as CommunityName }));
    const leaking = [
      packet(4, numberedMac(1), { community: "else" as CommunityName }),
      packet(4, numberedMac(1)),
      packet(1, numberedMac(4)),
    ];
    expect(leaking.flatMap((message) => conversation.say(wan(4), message))).toEqual([]);
    const abroad = conversation.say(wan(4), packet(4, broadcastMac, { community: "else" as CommunityName }));
    expect(abroad).toEqual([]);
  });
});

describe("REGISTER", () => {
  it("is relayed with the observed socket", () => {
    const heard = threeEdges().say(wan(1), directRegister(1, numberedMac(2)), first);
    const message = { ...directRegister(1, numberedMac(2)), ttl: 1, fromSupernode: true, socket: wan(1) };
    expect(heard).toMatchObject([{ to: wan(2), source: second, message }]);
  });
});

describe("QUERY_PEER", () => {
  it("is answered with a peer's sockets, from the address that was asked", () => {
    const [heard] = threeEdges().say(wan(1), queryPeer(numberedMac(1), numberedMac(2)), second);
    expect(heard).toMatchObject({ to: wan(1), source: second });
    expect(heard!.message).toMatchObject({
      type: "PEER_INFO",
      ttl: 2,
      fromSupernode: true,
      source: numberedMac(1),
      peer: numberedMac(2),
      socket: wan(2),
      preferredSocket: wan(200),
      load: 0,
      uptime: 0,
      version: "" as FieldText,
    });
  });

  it("without a target is a ping that any sender may send, before anything is registered", () => {
    const conversation = new Conversation();
    conversation.wait(seconds(12));
    const [heard] = conversation.say(wan(8), queryPeer(nullMac, nullMac), second);
    expect(heard).toMatchObject({ to: wan(8), source: second });
    expect(heard!.message).toMatchObject({
      type: "PEER_INFO",
      source: supernodeMac,
      peer: nullMac,
      socket: wan(8),
      uptime: 12,
      version: "3.1.1" as FieldText,
    });
    expect(conversation.supernode.status().communities).toEqual([]);
  });
});

describe("messages that are dropped and counted under their reason", () => {
  const { cookie } = directRegister(1, numberedMac(2));
  const common = { ttl: 2, fromSupernode: false, community: home };
  const auth = { scheme: 0, token: new Uint8Array(0) };
  const forgedInfo = {
    aflags: 0,
    source: numberedMac(1),
    peer: numberedMac(2),
    socket: wan(66),
    load: 0,
    uptime: 0,
    version: "" as FieldText,
  };

  it.each<[string, string, Message, ReturnType<typeof wan>]>([
    ["a PACKET of a stranger", "stranger", packet(9, numberedMac(2)), wan(9)],
    [
      "a PACKET for a community without members",
      "stranger",
      packet(1, numberedMac(2), { community: "x" as CommunityName }),
      wan(1),
    ],
    ["a PACKET from another socket", "other socket", packet(1, numberedMac(2)), wan(1, 50_001)],
    ["a PACKET to an unknown edge", "unknown target", packet(1, numberedMac(9)), wan(1)],
    ["a PACKET without hops left", "ttl", packet(1, numberedMac(2), { ttl: 0 }), wan(1)],
    [
      "a PACKET that claims to come from a supernode",
      "forged supernode",
      packet(1, numberedMac(2), { fromSupernode: true }),
      wan(1),
    ],
    ["a REGISTER of a stranger", "stranger", directRegister(9, numberedMac(2)), wan(9)],
    ["a REGISTER from another socket", "other socket", directRegister(1, numberedMac(2)), wan(3)],
    ["a REGISTER to everybody", "group target", directRegister(1, broadcastMac), wan(1)],
    ["a REGISTER without a target", "unknown target", directRegister(1, nullMac), wan(1)],
    ["a query of a stranger", "stranger", queryPeer(numberedMac(9), numberedMac(2)), wan(9)],
    ["a query without a source", "stranger", queryPeer(nullMac, numberedMac(2)), wan(9)],
    ["a query from another socket", "other socket", queryPeer(numberedMac(1), numberedMac(2)), wan(3)],
    ["a query for an unknown edge", "unknown target", queryPeer(numberedMac(1), numberedMac(9)), wan(1)],
    [
      "a REGISTER_ACK",
      "misdirected",
      { type: "REGISTER_ACK", ...common, cookie, source: numberedMac(1), destination: numberedMac(2) },
      wan(1),
    ],
    ["a forged PEER_INFO", "misdirected", { type: "PEER_INFO", ...common, ...forgedInfo }, wan(1)],
    [
      "a forged NAK",
      "misdirected",
      { type: "REGISTER_SUPER_NAK", ...common, cookie, refused: numberedMac(2), auth },
      wan(1),
    ],
    ["a RE_REGISTER_SUPER", "malformed", { type: "RE_REGISTER_SUPER", ...common }, wan(1)],
  ])("%s: %s", (_, reason, message, from) => {
    const conversation = threeEdges();
    const before = conversation.supernode.status();
    expect(conversation.say(from, message)).toEqual([]);
    const after = conversation.supernode.status();
    expect(after.counters).toEqual({
      ...before.counters,
      received: before.counters.received + 1,
      dropped: { ...before.counters.dropped, [reason]: 1 },
    });
    expect(after.communities).toEqual(before.communities);
  });

  it.each([
    ["nothing", "malformed", new Uint8Array(0)],
    [
      "a wrong version",
      "malformed",
      fromHex("0202000b65786368616e6765000000000000000000000000169df7f6c14e0000000000000000"),
    ],
    [
      "an unknown flag",
      "malformed",
      fromHex("0302008b65786368616e6765000000000000000000000000169df7f6c14e0000000000000000"),
    ],
    ["more than a peer's buffer holds", "oversize", new Uint8Array(2041)],
  ])("%s: %s", (_, reason, bytes) => {
    const conversation = threeEdges();
    expect(conversation.sayBytes(wan(1), bytes)).toEqual([]);
    expect(conversation.supernode.status().counters.dropped).toMatchObject({ [reason]: 1 });
  });
});

it("an edge whose NAT gives it another socket is accepted again as soon as it registers", () => {
  const conversation = threeEdges();
  const moved = wan(1, 61_000);
  expect(conversation.say(moved, packet(1, numberedMac(2)))).toEqual([]);
  conversation.say(moved, registerSuper(1), first);
  expect(conversation.say(moved, packet(1, numberedMac(2)))).toHaveLength(1);
  expect(conversation.say(wan(3), packet(3, numberedMac(1)))).toMatchObject([{ to: moved, source: first }]);
});

it("a stopped supernode reports it once and is silent", () => {
  const conversation = threeEdges();
  const { supernode, now } = conversation;
  expect(supernode.handle({ kind: "stop" }, now)).toEqual([{ kind: "stopped" }]);
  expect(conversation.say(wan(1), packet(1, numberedMac(2)))).toEqual([]);
  expect([supernode.nextWake(), supernode.handle({ kind: "stop" }, now)]).toEqual([undefined, []]);
});
