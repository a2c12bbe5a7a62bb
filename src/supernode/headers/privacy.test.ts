import { describe, expect, it } from "vitest";
import { seconds } from "../../base/instant.ts";
import { nullMac } from "../../base/address/mac.ts";
import { parseCommunityList } from "../access/community-list.ts";
import {
  Conversation,
  dropsSoFar,
  home,
  numberedMac,
  packet,
  queryPeer,
  directRegister,
  registerSuper,
  types,
  wan,
} from "../replay/conversation.ts";
import { briefSealing, FakeEncryptedEdge } from "../testing/fake-encrypted-edge.ts";

const communities = parseCommunityList("home\n", "list");
const ping = queryPeer(numberedMac(9), nullMac);
const ack = "static REGISTER_SUPER_ACK";

function both(): { plain: Conversation; sealed: FakeEncryptedEdge } {
  const plain = new Conversation({ communities });
  return { plain, sealed: new FakeEncryptedEdge(plain) };
}

describe("a listed community", () => {
  it("answers in the form of the question as long as it has no members", () => {
    const { plain, sealed } = both();
    expect(briefSealing(plain.say(wan(1), ping), home)).toEqual(["plain PEER_INFO"]);
    expect(briefSealing(sealed.say(wan(1), ping), home)).toEqual(["static PEER_INFO"]);
    expect(briefSealing(plain.say(wan(1), registerSuper(1, { edge: nullMac })), home)).toEqual([
      "plain REGISTER_SUPER_ACK",
    ]);
    expect(briefSealing(sealed.say(wan(1), registerSuper(1)), home)).toEqual([ack]);
  });

  it("becomes encrypted with its first encrypted edge, and then ignores plain messages", () => {
    const { plain, sealed } = both();
    sealed.say(wan(1), registerSuper(1));
    const messages = [
      ping,
      registerSuper(2),
      registerSuper(1),
      packet(1, numberedMac(1)),
      queryPeer(numberedMac(1), numberedMac(1)),
    ];
    for (const message of messages) expect(plain.say(wan(1), message)).toEqual([]);
    expect(dropsSoFar(plain)).toEqual({ unencrypted: messages.length });
    expect(plain.supernode.status().communities).toMatchObject([{ privacy: "encrypted" }]);
  });

  it("cannot be kept plain by a plain packet or a plain edge (§14.1 no. 7)", () => {
    const { plain, sealed } = both();
    plain.say(wan(7), ping);
    plain.say(wan(7), registerSuper(7, { edge: numberedMac(1), address: registerSuper(1).address }));
    expect(briefSealing(sealed.say(wan(1), registerSuper(1)), home)).toEqual([ack]);
    expect(plain.supernode.status().communities[0]!.edges).toMatchObject([{ mac: numberedMac(1), socket: wan(1) }]);
  });

  it("stays plain for edges that have registered again, whatever is forged", () => {
    const { plain, sealed } = both();
    for (let at = 0; at <= 20; at += 20) {
      for (const number of [1, 2]) plain.say(wan(number), registerSuper(number));
      plain.wait(seconds(20));
    }
    expect(sealed.say(wan(66), registerSuper(66))).toEqual([]);
    expect(plain.say(wan(1), packet(1, numberedMac(2)))).toHaveLength(1);
    plain.wait(seconds(36));
    expect(briefSealing(sealed.say(wan(3), registerSuper(3)), home)).toEqual([ack]);
  });

  it("with plain edges ignores everything encrypted except a registration", () => {
    const { plain, sealed } = both();
    plain.say(wan(1), registerSuper(1));
    expect(sealed.say(wan(1), ping)).toEqual([]);
    expect(sealed.say(wan(1), packet(1, numberedMac(1)))).toEqual([]);
    expect(dropsSoFar(plain)).toEqual({ encrypted: 2 });
  });

  it("is undecided again when the last edge is gone", () => {
    const { plain, sealed } = both();
    sealed.say(wan(1), registerSuper(1));
    plain.wait(seconds(70));
    expect(briefSealing(plain.say(wan(2), registerSuper(2)), home)).toEqual(["plain REGISTER_SUPER_ACK"]);
  });
});

describe("replays", () => {
  function two() {
    const { plain, sealed } = both();
    sealed.say(wan(1), registerSuper(1));
    sealed.say(wan(2), registerSuper(2));
    return { plain, sealed };
  }

  it("of a registration change nothing, from whatever socket", () => {
    const { plain, sealed } = both();
    const recorded = sealed.sealed(registerSuper(1));
    expect(plain.sayBytes(wan(1), recorded)).toHaveLength(1);
    expect(plain.sayBytes(wan(66), recorded)).toEqual([]);
    sealed.say(wan(1), { type: "UNREGISTER_SUPER", ...common, source: numberedMac(1), auth: registerSuper(1).auth });
    expect(plain.supernode.status().communities[0]!.edges).toEqual([]);
    expect(plain.sayBytes(wan(66), recorded)).toEqual([]);
    expect(dropsSoFar(plain)).toEqual({ replay: 2 });
  });

  it("of a PACKET pass for 160 ms, of a REGISTER never", () => {
    const { plain, sealed } = two();
    const data = sealed.sealed(packet(1, numberedMac(2)));
    const request = sealed.sealed(directRegister(1, numberedMac(2)));
    const counts = [data, request, data, request].map((bytes) => plain.sayBytes(wan(1), bytes).length);
    plain.wait(seconds(0.2));
    sealed.say(wan(1), packet(1, numberedMac(2)));
    expect([...counts, plain.sayBytes(wan(1), data).length]).toEqual([1, 1, 1, 0, 0]);
  });

  it("of messages more than 16 s off are dropped before any other check", () => {
    const { plain, sealed } = both();
    const recorded = sealed.sealed(ping);
    plain.wait(seconds(17));
    expect(plain.sayBytes(wan(1), recorded)).toEqual([]);
    expect(dropsSoFar(plain)).toEqual({ replay: 1 });
  });

  it("a forged message with a later stamp does not shut the real edge out", () => {
    const { plain, sealed } = two();
    const before = sealed.sealed(packet(1, numberedMac(2)));
    plain.wait(seconds(1));
    expect(sealed.say(wan(66), packet(1, numberedMac(2)))).toEqual([]);
    expect(briefSealing(sealed.say(wan(66), registerSuper(66, { edge: numberedMac(1) })), home)).toEqual([
      "static REGISTER_SUPER_NAK",
    ]);
    expect(plain.sayBytes(wan(1), before)).toHaveLength(1);
  });
});

it("a broadcast is sealed again, under the supernode's own stamp", () => {
  const { sealed } = both();
  for (const number of [1, 2, 3]) sealed.say(wan(number), registerSuper(number));
  const heard = sealed.say(wan(1), packet(1, "ff:ff:ff:ff:ff:ff" as ReturnType<typeof numberedMac>));
  expect(heard.map(({ to }) => to)).toEqual([wan(2), wan(3)]);
  expect(briefSealing(heard, home)).toEqual(["static PACKET", "static PACKET"]);
});

describe("a list", () => {
  const list = parseCommunityList("home\nnet[0-9]+\n", "list");
  it.each([
    ["home", 1],
    ["net7", 1],
    ["net", 0],
    ["other", 0],
  ])("lets in pings and registrations of %s: %i", (name, count) => {
    const conversation = new Conversation({ communities: list });
    const community = name as typeof home;
    expect(conversation.say(wan(1), { ...ping, community })).toHaveLength(count);
    expect(conversation.say(wan(1), registerSuper(1, { community }))).toHaveLength(count);
    expect(dropsSoFar(conversation)).toEqual(count === 0 ? { unlisted: 2 } : {});
  });

  it("keeps fixed communities for ever, those of expressions while they have members", () => {
    const conversation = new Conversation({ communities: list });
    conversation.say(wan(1), registerSuper(1, { community: "net7" as typeof home }));
    const names = () => conversation.supernode.status().communities.map(({ name, purgeable }) => [name, purgeable]);
    expect(names()).toEqual([
      ["home", false],
      ["net7", true],
    ]);
    conversation.wait(seconds(200));
    expect(names()).toEqual([["home", false]]);
  });

  it("gives a community its own subnet, which no other one overlaps", () => {
    const own = parseCommunityList("home 10.0.0.0/23\nother\n", "list");
    const addressRange = { first: "10.0.0.0", last: "10.0.2.0", prefix: 24 };
    const conversation = new Conversation({ communities: own, addressRange });
    const asks = { edge: nullMac, address: { address: "0.0.0.0", prefix: 0 } };
    for (const name of ["other", "home"]) {
      conversation.say(wan(1), registerSuper(1, { ...asks, community: name as typeof home }));
    }
    expect(conversation.supernode.status().communities.map(({ subnet }) => subnet)).toEqual([
      { address: "10.0.0.0", prefix: 23 },
      { address: "10.0.2.0", prefix: 24 },
    ]);
  });
});

describe("finding the community of an encrypted datagram", () => {
  it("is limited for strangers, not for known sockets", () => {
    const names = Array.from({ length: 1000 }, (_, i) => `community${i}`).join("\n");
    const conversation = new Conversation({ communities: parseCommunityList(`home\n${names}`, "list") });
    const sealed = new FakeEncryptedEdge(conversation);
    for (const number of [1, 2]) sealed.say(wan(number), registerSuper(number));
    const noise = new Uint8Array(100).fill(0xaa);
    for (let host = 1000; host < 1500; host++) conversation.sayBytes(wan(host), noise);
    const { malformed, rate } = dropsSoFar(conversation);
    expect(malformed! + rate!).toBe(500);
    expect(malformed).toBeLessThanOrEqual(201);
    expect(sealed.say(wan(1), packet(1, numberedMac(2)))).toHaveLength(1);
  });
});

describe("garbage from forged addresses", () => {
  it("does not keep out an edge whose host was understood before", () => {
    const names = Array.from({ length: 1000 }, (_, i) => `community${i}`).join("\n");
    const conversation = new Conversation({ communities: parseCommunityList(`home\n${names}`, "list") });
    const sealed = new FakeEncryptedEdge(conversation);
    sealed.say(wan(1), registerSuper(1));
    const noise = new Uint8Array(100).fill(0xaa);
    let forged = 1000;
    for (let tenth = 0; tenth < 20; tenth++) {
      for (let i = 0; i < 200; i++) conversation.sayBytes(wan(forged++), noise);
      conversation.wait(seconds(0.1));
    }
    for (let i = 0; i < 200; i++) conversation.sayBytes(wan(forged++), noise);
    // Each from a new port: behind its NAT, or restarted.
    for (let port = 1; port <= 5; port++) {
      const edge = { ...wan(1), port };
      expect(briefSealing(sealed.say(edge, registerSuper(10 + port)), home)).toEqual([ack]);
    }
  });
});

describe("a list of hostile expressions", () => {
  const expressions = Array.from({ length: 300 }, (_, i) => `${".*a?".repeat(60)}${i}x`).join("\n");
  const lists = parseCommunityList(`home\n${expressions}\n`, "list");

  it("costs bounded time, however many names are asked for", () => {
    const conversation = new Conversation({ communities: lists });
    for (let i = 0; i < 300; i++) {
      conversation.say(wan(i), registerSuper(i, { community: `${"a".repeat(14)}${i}` as typeof home }));
    }
    const { rate, unlisted } = dropsSoFar(conversation);
    expect(rate! + unlisted!).toBe(300);
    expect(unlisted).toBeLessThan(10);
    expect(types(conversation.say(wan(1), registerSuper(1)))).toEqual(["REGISTER_SUPER_ACK"]);
  });

  it("is evaluated once for the same name", () => {
    const conversation = new Conversation({ communities: lists });
    for (let i = 0; i < 300; i++) {
      conversation.say(wan(i), registerSuper(i, { community: "not there" as typeof home }));
    }
    expect(dropsSoFar(conversation)).toEqual({ unlisted: 300 });
  });
});

const common = { ttl: 2, fromSupernode: false, community: home } as const;
