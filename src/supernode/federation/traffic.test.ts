import { describe, expect, it } from "vitest";
import { broadcastMac } from "../../base/address/mac.ts";
import { noAuth } from "../../wire/fields/auth.ts";
import type { FieldText, Message } from "../../wire/message.ts";
import {
  dropsSoFar,
  home,
  numberedMac,
  packet,
  queryPeer,
  directRegister,
  registerSuper,
  token,
  types,
  wan,
} from "../replay/conversation.ts";
import { joined, onward, other, third } from "../testing/fake-supernode.ts";

describe("with a federation", () => {
  it("an edge learns of the other supernodes", () => {
    const [, ack] = joined().conversation.say(wan(1), registerSuper(1));
    expect(ack!.message).toMatchObject({ supernodes: [other] });
  });

  it("an edge's registration is forwarded to the others with its public socket", () => {
    const [registration] = joined().conversation.say(wan(3), registerSuper(3));
    expect(registration).toMatchObject({
      to: other.socket,
      message: { edge: numberedMac(3), socket: wan(3), fromSupernode: true, ttl: 2 },
    });
  });

  it("messages for an edge that is not here go to all, then to the one where it is", () => {
    const fake = joined();
    fake.join(third);
    const say = () => {
      const { conversation } = fake;
      const messages = [
        packet(1, numberedMac(2)),
        directRegister(1, numberedMac(2)),
        queryPeer(numberedMac(1), numberedMac(2)),
      ];
      return messages.map((message) => conversation.say(wan(1), message).map(({ to }) => to));
    };
    expect(say()).toEqual([
      [other.socket, third.socket],
      [other.socket, third.socket],
      [other.socket, third.socket],
    ]);
    fake.conversation.say(other.socket, registerSuper(2, onward));
    expect(say()).toEqual([[other.socket], [other.socket], [other.socket]]);
  });

  it("messages from another supernode go to edges, unchanged, and to no third supernode", () => {
    const { conversation } = joined();
    conversation.say(wan(3), registerSuper(3));
    for (const message of [packet(2, numberedMac(1), onward), directRegister(2, numberedMac(1), onward)]) {
      expect(conversation.say(other.socket, message)).toMatchObject([{ to: wan(1), message }]);
    }
    const all = conversation.say(other.socket, packet(2, broadcastMac, onward));
    expect(all.map(({ to }) => to)).toEqual([wan(1), wan(3)]);
    expect(conversation.say(other.socket, packet(2, numberedMac(8), onward))).toEqual([]);
    expect(conversation.say(other.socket, queryPeer(numberedMac(2), numberedMac(8), onward))).toEqual([]);
  });

  it("a query's answer goes to the supernode that relayed it, and from there to the edge", () => {
    const { conversation } = joined();
    const [answer] = conversation.say(other.socket, queryPeer(numberedMac(2), numberedMac(1), onward));
    expect(answer).toMatchObject({
      to: other.socket,
      message: { type: "PEER_INFO", source: numberedMac(2), socket: wan(1), ttl: 2 },
    });
    const info = {
      ...(answer!.message as Message),
      source: numberedMac(1),
      peer: numberedMac(2),
      socket: wan(2),
    } as Message;
    expect(conversation.say(other.socket, info)).toMatchObject([{ to: wan(1), message: { ...info, ttl: 1 } }]);
  });

  it("an edge moves to another supernode with its token, not without", () => {
    const { conversation } = joined();
    const [nak] = conversation.say(other.socket, registerSuper(1, { ...onward, auth: token(66) }));
    expect(nak).toMatchObject({ to: other.socket, message: { type: "REGISTER_SUPER_NAK", refused: numberedMac(1) } });
    expect(conversation.say(other.socket, registerSuper(1, onward))).toEqual([]);
    expect(conversation.supernode.status().communities[0]!.edges).toEqual([]);
  });

  it("an edge of another supernode cannot be claimed here, or at a third, without its token", () => {
    const fake = joined();
    const { conversation } = fake;
    fake.join(third);
    conversation.say(other.socket, registerSuper(2, onward));
    const where = () => conversation.say(wan(1), packet(1, numberedMac(2))).map(({ to }) => to);
    expect(types(conversation.say(wan(66), registerSuper(2, { auth: token(66) })))).toEqual(["REGISTER_SUPER_NAK"]);
    conversation.say(third.socket, registerSuper(2, { ...onward, auth: token(66) }));
    expect(where()).toEqual([other.socket]);
    conversation.say(third.socket, registerSuper(2, onward));
    expect(where()).toEqual([third.socket]);
    expect(types(conversation.say(wan(2), registerSuper(2)))).toContain("REGISTER_SUPER_ACK");
    expect(where()).toEqual([wan(2)]);
  });

  it("an edge is refused for another supernode, if it repeats the cookie of the registration", () => {
    const { conversation } = joined();
    const { cookie } = registerSuper(1);
    const nak = {
      type: "REGISTER_SUPER_NAK",
      ...onward,
      ttl: 2,
      community: home,
      refused: numberedMac(1),
      auth: noAuth,
    } as const;
    expect(conversation.say(other.socket, { ...nak, cookie: 5 })).toEqual([]);
    expect(conversation.say(other.socket, { ...nak, cookie })).toMatchObject([{ to: wan(1), message: { ttl: 1 } }]);
    expect(conversation.supernode.status().communities[0]!.edges).toEqual([]);
  });
});

describe("messages for the federation are accepted from no other sender (§14.1 no. 8)", () => {
  const info = {
    type: "PEER_INFO",
    community: home,
    aflags: 0,
    source: numberedMac(1),
    peer: numberedMac(2),
    socket: wan(66),
  } as const;
  const forged: readonly Message[] = [
    packet(2, numberedMac(1), onward),
    directRegister(2, numberedMac(1), onward),
    queryPeer(numberedMac(2), numberedMac(1), onward),
    registerSuper(1, onward),
    { ...info, ...onward, socket: wan(66), load: 0, uptime: 0, version: "" as FieldText },
    {
      type: "REGISTER_SUPER_NAK",
      ...onward,
      community: home,
      cookie: registerSuper(1).cookie,
      refused: numberedMac(1),
      auth: noAuth,
    },
  ];
  it.each(forged.map((message): [string, Message] => [message.type, message]))("%s", (_, message) => {
    const { conversation } = joined();
    for (const from of [wan(66), { ...other.socket, port: 1 }]) expect(conversation.say(from, message)).toEqual([]);
    expect(conversation.say(other.socket, message, undefined, 4)).toEqual([]);
    expect(dropsSoFar(conversation)).toEqual({ "forged supernode": 3 });
    expect(conversation.supernode.status().communities[0]!.edges).toHaveLength(1);
  });
});
