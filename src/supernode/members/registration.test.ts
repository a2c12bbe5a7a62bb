import { describe, expect, it } from "vitest";
import { noIpNet } from "../../base/address/endpoint.ts";
import { milliseconds, seconds } from "../../base/instant.ts";
import type { CommunityName, FieldText, RegisterSuper } from "../../wire/message.ts";
import {
  Conversation,
  dropsSoFar,
  home,
  numberedMac,
  packet,
  registerSuper,
  supernodeMac,
  token,
  types,
  wan,
} from "../replay/conversation.ts";

const ack = "REGISTER_SUPER_ACK";
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
      {
        name: home,
        edges: [
          { mac: numberedMac(5), description: "edge 5" as FieldText, socket: wan(5), preferredSocket: preferred },
        ],
      },
    ]);
    expect(counters).toMatchObject({ received: 1, registered: 1, refused: 0 });
  });

  it.each<[string, Partial<RegisterSuper>, string]>([
    ["the supernode's own MAC address", { edge: supernodeMac }, "own mac"],
    ["a multicast MAC address", { edge: numberedMac(1).replace(/^02/, "03") as typeof supernodeMac }, "group mac"],
    ["a message of a supernode", { fromSupernode: true }, "forged supernode"],
    ["no hops left", { ttl: 0 }, "ttl"],
  ])("with %s is dropped", (_, changes, reason) => {
    const conversation = new Conversation();
    expect(conversation.say(wan(1), registerSuper(1, changes))).toEqual([]);
    expect(dropsSoFar(conversation)).toEqual({ [reason]: 1 });
    expect(conversation.supernode.status().communities).toEqual([]);
  });

  it("of a user with a password is refused: the community has no users", () => {
    const auth = { scheme: 2, token: new Uint8Array(48) };
    expect(types(new Conversation().say(wan(1), registerSuper(1, { auth })))).toEqual(["REGISTER_SUPER_NAK"]);
  });

  it("adopts a new address, description and preferred socket of an edge", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    const address = { address: "10.50.7.7", prefix: 16 };
    conversation.say(wan(1), registerSuper(1, { address, description: "renamed" as FieldText, socket: wan(99) }));
    const edges = conversation.supernode.status().communities[0]!.edges;
    expect(edges).toMatchObject([{ address, description: "renamed" as FieldText, preferredSocket: wan(99) }]);
    expect(types(conversation.say(wan(2), registerSuper(2, { address: registerSuper(1).address })))).toEqual([ack]);
  });
});

describe("UNREGISTER_SUPER", () => {
  const leave = (auth = token(1)) =>
    ({
      type: "UNREGISTER_SUPER",
      ttl: 2,
      fromSupernode: false,
      community: home,
      source: numberedMac(1),
      auth,
    }) as const;

  it.each([
    ["its own token, any socket", wan(9), leave(), 0, {}],
    ["another token", wan(1), leave(token(2)), 1, { "wrong token": 1 }],
    ["an unknown MAC address", wan(1), { ...leave(), source: numberedMac(9) }, 1, { stranger: 1 }],
    ["an unknown community", wan(1), { ...leave(), community: "else" as CommunityName }, 1, { stranger: 1 }],
  ])("with %s", (_, from, message, left, drops) => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    expect(conversation.say(from, message)).toEqual([]);
    expect(conversation.supernode.status().communities[0]!.edges).toHaveLength(left);
    expect(dropsSoFar(conversation)).toEqual(drops);
  });
});

describe("expiry of", () => {
  it("an edge that does not register, even if it sends; then its community", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), registerSuper(1));
    for (let i = 0; i < 5; i++) {
      conversation.wait(seconds(14));
      conversation.say(wan(1), packet(1, numberedMac(2)));
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
