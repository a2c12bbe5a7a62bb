import { describe, expect, it } from "vitest";
import { nullMac } from "../base/mac.ts";
import { milliseconds, seconds } from "../base/instant.ts";
import { noIpNet } from "../base/endpoint.ts";
import type { Community, RegisterSuper } from "../wire/message.ts";
import {
  Conversation,
  type Heard,
  home,
  mac,
  packet,
  queryPeer,
  registerSuper,
  supernodeMac,
  token,
  wan,
} from "./conversation.ts";

const own = { address: "198.18.0.1", port: 7654 };

describe("REGISTER_SUPER", () => {
  it("is acknowledged with the public socket, from the address that was asked", () => {
    const [heard] = new Conversation().say(wan(5), registerSuper(5, { cookie: 77 }), own);
    expect(heard).toMatchObject({ to: wan(5), source: own });
    expect(heard!.message).toEqual({
      type: "REGISTER_SUPER_ACK",
      ttl: 2,
      fromSupernode: true,
      community: home,
      cookie: 77,
      supernode: supernodeMac,
      address: noIpNet,
      lifetime: 15,
      socket: wan(5),
      auth: { scheme: 0, token: new Uint8Array(0) },
      supernodes: [],
      keyTime: 0,
    });
  });

  it("shows in the status", () => {
    const conversation = new Conversation();
    const preferred = { address: "192.168.1.5", port: 4000 };
    conversation.say(wan(5), registerSuper(5, { socket: preferred }));
    const { communities, counters } = conversation.supernode.status();
    expect(communities).toMatchObject([
      { name: home, edges: [{ mac: mac(5), description: "edge 5", socket: wan(5), preferredSocket: preferred }] },
    ]);
    expect(counters).toMatchObject({ received: 1, registered: 1, refused: 0 });
  });

  it.each<[string, Partial<RegisterSuper>, string]>([
    ["the supernode's own MAC address", { edge: supernodeMac }, "own mac"],
    ["a multicast MAC address", { edge: mac(1).replace(/^02/, "03") as typeof supernodeMac }, "group mac"],
    ["a message of a supernode", { fromSupernode: true }, "forged supernode"],
    ["no hops left", { ttl: 0 }, "ttl"],
  ])("with %s is dropped", (_, changes, reason) => {
    const conversation = new Conversation();
    expect(conversation.say(wan(1), registerSuper(1, changes))).toEqual([]);
    expect(dropped(conversation)).toEqual({ [reason]: 1 });
    expect(conversation.supernode.status().communities).toEqual([]);
  });

  it("of a user with a password is refused: the community has no users", () => {
    const auth = { scheme: 2, token: new Uint8Array(48) };
    expect(types(new Conversation().say(wan(1), registerSuper(1, { auth })))).toEqual(["REGISTER_SUPER_NAK"]);
  });

  it("takes along a new address, description and preferred socket of an edge", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    const address = { address: "10.50.7.7", prefix: 16 };
    conversation.say(wan(1), registerSuper(1, { address, description: "renamed", socket: wan(99) }));
    const edges = conversation.supernode.status().communities[0]!.edges;
    expect(edges).toMatchObject([{ address, description: "renamed", preferredSocket: wan(99) }]);
    expect(types(conversation.say(wan(2), registerSuper(2, { address: registerSuper(1).address })))).toEqual([ack]);
  });
});

describe("who may take an entry", () => {
  const thief = { auth: token(66) };
  const elsewhere = wan(900);
  const otherPort = { ...wan(1), port: 60_000 };
  const asOwner = {};
  const otherMac = { ...thief, edge: mac(66) };

  it.each([
    ["same MAC, same token, another host: the edge has moved", elsewhere, asOwner, 1, ack],
    ["same MAC, other token, another host", elsewhere, thief, 1, nak],
    ["same MAC, other token, another host, still within the lifetime", elsewhere, thief, 59, nak],
    ["same MAC, other token, another host, lifetime over", elsewhere, thief, 61, ack],
    ["same MAC, other token, same host, edge alive", otherPort, thief, 30, nak],
    ["same MAC, other token, same host, edge silent: it crashed and came back", otherPort, thief, 36, ack],
    ["same MAC, other token, same socket: the same again on a fixed port", wan(1), thief, 1, ack],
    ["other MAC, same address, other token", elsewhere, otherMac, 1, nak],
    ["other MAC, same address, lifetime over", elsewhere, otherMac, 61, ack],
    ["other MAC, same address, same host, edge silent", otherPort, otherMac, 36, ack],
    ["other MAC, same address, same token: a new TAP", elsewhere, { edge: mac(66) }, 1, ack],
  ])("%s", (_, from, changes, waited, answer) => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    // Without ticks: an entry that the sweep has not reached yet must not count any more.
    conversation.now = (conversation.now + seconds(waited)) as typeof conversation.now;
    expect(types(conversation.say(from, registerSuper(1, changes)))).toEqual([answer]);
    const edges = conversation.supernode.status().communities[0]!.edges;
    const taker = registerSuper(1, changes).edge;
    expect(edges).toMatchObject([answer === ack ? { mac: taker, socket: from } : { mac: mac(1), socket: wan(1) }]);
  });

  it("traffic keeps an edge alive against a claimant on its host", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    conversation.wait(seconds(30));
    conversation.say(wan(1), queryPeer(mac(1), mac(2)));
    conversation.wait(seconds(20));
    expect(types(conversation.say(otherPort, registerSuper(1, thief)))).toEqual([nak]);
  });

  it("an empty token proves nothing", () => {
    const conversation = new Conversation();
    const auth = { scheme: 0, token: new Uint8Array(0) };
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

  it("one socket is one edge: a new MAC address on it replaces the old", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    conversation.say(wan(1), registerSuper(2));
    expect(conversation.supernode.status().communities[0]!.edges.map((edge) => edge.mac)).toEqual([mac(2)]);
  });

  it("but one public socket towards two addresses of ours may be two edges behind a symmetric NAT", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1), own);
    conversation.say(wan(1), registerSuper(2), { ...own, address: "198.18.0.2" });
    expect(conversation.supernode.status().communities[0]!.edges).toHaveLength(2);
  });

  it("without spoofing protection (-M) anybody may", () => {
    const conversation = new Conversation({ spoofingProtection: false });
    conversation.say(wan(1), registerSuper(1));
    expect(types(conversation.say(elsewhere, registerSuper(1, thief)))).toEqual([ack]);
  });
});

describe("UNREGISTER_SUPER", () => {
  const leave = (auth = token(1)) =>
    ({ type: "UNREGISTER_SUPER", ttl: 2, fromSupernode: false, community: home, source: mac(1), auth }) as const;

  it.each([
    ["its own token, any socket", wan(9), leave(), 0, {}],
    ["another token", wan(1), leave(token(2)), 1, { "wrong token": 1 }],
    ["an unknown MAC address", wan(1), { ...leave(), source: mac(9) }, 1, { stranger: 1 }],
    ["an unknown community", wan(1), { ...leave(), community: "else" as Community }, 1, { stranger: 1 }],
  ])("with %s", (_, from, message, left, drops) => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    expect(conversation.say(from, message)).toEqual([]);
    expect(conversation.supernode.status().communities[0]!.edges).toHaveLength(left);
    expect(dropped(conversation)).toEqual(drops);
  });
});

describe("automatic addresses", () => {
  const ask = (number: number, description: string) =>
    registerSuper(number, { edge: nullMac, address: noIpNet, description });

  it("are the same for the same edge, and another for another of the same description at the same time", () => {
    const conversation = new Conversation();
    const first = given(conversation.say(wan(1), ask(1, "laptop")));
    expect(given(conversation.say(wan(1), ask(1, "laptop")))).toEqual(first);
    expect(given(conversation.say(wan(2), ask(2, "laptop")))).not.toEqual(first);
  });

  it("are free again when nobody registers with them", () => {
    const conversation = new Conversation();
    const first = given(conversation.say(wan(1), ask(1, "laptop")));
    conversation.wait(seconds(16));
    expect(given(conversation.say(wan(2), ask(2, "laptop")))).toEqual(first);
  });

  it("are kept by a registered edge that asks again", () => {
    const conversation = new Conversation();
    const asking = registerSuper(1, { address: { address: "169.254.3.3", prefix: 16 } });
    const first = given(conversation.say(wan(1), asking));
    conversation.wait(seconds(20));
    expect(given(conversation.say(wan(1), asking))).toEqual(first);
  });

  it("asking alone stores no edge", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), ask(1, "laptop"));
    expect(conversation.supernode.status().communities).toMatchObject([{ name: home, edges: [] }]);
  });

  it("an edge that only asks is refused when none is left; one that registers is taken without", () => {
    const conversation = new Conversation({ addressRange: { first: "10.0.0.0", last: "10.0.0.0", prefix: 30 } });
    for (const number of [1, 2]) given(conversation.say(wan(number), ask(number, "x")));
    expect(types(conversation.say(wan(3), ask(3, "x")))).toEqual([nak]);
    expect(given(conversation.say(wan(3), registerSuper(3, { address: noIpNet })))).toEqual(noIpNet);
  });

  it("of two communities come from different subnets", () => {
    const conversation = new Conversation({ addressRange: { first: "10.0.0.0", last: "10.0.1.0", prefix: 24 } });
    const networks = ["one", "two"].map((name) => {
      const { address } = given(conversation.say(wan(1), { ...ask(1, "x"), community: name as Community }));
      return address.split(".")[2];
    });
    expect(networks.sort()).toEqual(["0", "1"]);
    expect(types(conversation.say(wan(1), { ...ask(1, "x"), community: "three" as Community }))).toEqual([nak]);
  });
});

describe("what runs out", () => {
  it("an edge that does not register, even if it sends; then its community", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    for (let i = 0; i < 5; i++) {
      conversation.wait(seconds(14));
      conversation.say(wan(1), packet(1, mac(2)));
    }
    expect(conversation.supernode.status()).toMatchObject({ communities: [{ edges: [] }], counters: { expired: 1 } });
    conversation.wait(seconds(70));
    expect(conversation.supernode.status().communities).toEqual([]);
    expect(conversation.supernode.nextWake()).toBeUndefined();
  });

  it("not an edge that registers every 20 s", () => {
    const conversation = new Conversation();
    for (let i = 0; i < 10; i++) {
      conversation.say(wan(1), registerSuper(1));
      conversation.wait(seconds(20));
    }
    expect(conversation.supernode.status().communities[0]!.edges).toHaveLength(1);
  });

  it("an early tick does nothing and a silent supernode wants none", () => {
    const conversation = new Conversation();
    expect(conversation.supernode.nextWake()).toBeUndefined();
    conversation.say(wan(1), registerSuper(1));
    const wake = conversation.supernode.nextWake();
    conversation.wait(milliseconds(10));
    expect(conversation.supernode.handle({ kind: "tick" }, conversation.now)).toEqual([]);
    expect(conversation.supernode.nextWake()).toBe(wake);
  });
});

const ack = "REGISTER_SUPER_ACK";
const nak = "REGISTER_SUPER_NAK";

function types(heard: readonly Heard[]): readonly string[] {
  return heard.map(({ message }) => ("type" in message ? message.type : message.malformed));
}

function given([heard]: readonly Heard[]) {
  const message = heard!.message;
  if (!("type" in message) || message.type !== ack) throw new Error(`no acknowledgement: ${JSON.stringify(message)}`);
  return message.address;
}

function dropped(conversation: Conversation): Record<string, number> {
  const all = conversation.supernode.status().counters.dropped;
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}
