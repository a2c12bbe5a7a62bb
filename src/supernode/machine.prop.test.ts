import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpointKey, noIpNet } from "../base/address/endpoint.ts";
import { instant, seconds } from "../base/instant.ts";
import { broadcastMac, nullMac } from "../base/address/mac.ts";
import { encode } from "../wire/codec.ts";
import type { CommunityName, Message } from "../wire/message.ts";
import {
  Conversation,
  numberedMac,
  packet,
  queryPeer,
  directRegister,
  registerSuper,
  token,
  wan,
} from "./replay/conversation.ts";

const limits = { communities: 2, edgesPerCommunity: 4, edgeLifetime: seconds(60) };
const range = { first: "10.0.0.0", last: "10.0.1.0", prefix: 29 };

/** Few of everything, so that claims collide. */
const number = fc.integer({ min: 1, max: 6 });
const socket = fc.record({ host: fc.integer({ min: 1, max: 4 }), port: fc.integer({ min: 1, max: 2 }) });
const community = fc.constantFrom("red", "green", "blue").map((name) => name as CommunityName);
const someMac = fc.oneof(number.map(numberedMac), fc.constantFrom(nullMac, broadcastMac));
const address = fc.oneof(
  fc.constant(noIpNet),
  number.map((host) => ({ address: `10.0.0.${host}`, prefix: 29 })),
);

const message: fc.Arbitrary<Message> = fc.oneof(
  fc
    .record({ who: number, edge: someMac, address, secret: number, community, ttl: fc.integer({ min: 0, max: 2 }) })
    .map(({ who, secret, ...changes }) => registerSuper(who, { ...changes, auth: token(secret) })),
  fc.record({ who: number, to: someMac, community }).map(({ who, to, community }) => packet(who, to, { community })),
  fc
    .record({ who: number, to: someMac, community })
    .map(({ who, to, community }) => directRegister(who, to, { community })),
  fc
    .record({ who: someMac, to: someMac, community })
    .map(({ who, to, community }) => queryPeer(who, to, { community })),
  fc.record({ who: number, secret: number, community }).map(({ who, secret, community }) => ({
    type: "UNREGISTER_SUPER" as const,
    ttl: 2,
    fromSupernode: false,
    community,
    source: numberedMac(who),
    auth: token(secret),
  })),
);

const event = fc.record({ socket, message, wait: fc.integer({ min: 0, max: 20_000 }) });

describe("after any sequence of events", () => {
  it("no datagram leaves its community, and answers go only to the asker", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const conversation = new Conversation({ limits, addressRange: range });
        for (const { socket, message, wait } of events) {
          conversation.wait(seconds(wait / 1000));
          const from = wan(socket.host, socket.port);
          const relayed = message.type === "PACKET" || message.type === "REGISTER";
          const { communities } = conversation.supernode.status();
          const members = communities.find(({ name }) => name === message.community)?.edges.map((edge) => edge.socket);
          for (const heard of conversation.say(from, message)) {
            expect(heard.message).toMatchObject({ community: message.community, fromSupernode: true });
            if (relayed) expect(members).toContainEqual(heard.to);
            else expect(heard.to).toEqual(from);
          }
        }
      }),
    );
  });

  it("tables stay bounded, no two edges share a MAC or, on different sockets, an address, and everything expires", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const conversation = new Conversation({ limits, addressRange: range });
        for (const { socket, message, wait } of events) {
          conversation.wait(seconds(wait / 1000));
          conversation.say(wan(socket.host, socket.port), message);
          const { communities } = conversation.supernode.status();
          expect(communities.length).toBeLessThanOrEqual(limits.communities);
          for (const { edges } of communities) {
            expect(edges.length).toBeLessThanOrEqual(limits.edgesPerCommunity);
            expect(new Set(edges.map(({ mac }) => mac)).size).toBe(edges.length);
            const held = edges.filter(({ address }) => address.prefix !== 0);
            const places = new Set(held.map(({ address, socket }) => `${address.address} ${endpointKey(socket)}`));
            expect(new Set(held.map(({ address }) => address.address)).size).toBe(places.size);
          }
        }
        conversation.wait(seconds(200));
        expect(conversation.supernode.status().communities).toEqual([]);
        expect(conversation.supernode.nextWake()).toBeUndefined();
      }),
    );
  });

  it("the holder of a token never loses its entry while it is heard in time", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const conversation = new Conversation({ limits, addressRange: range });
        const owner = registerSuper(200, { community: "red" as CommunityName, auth: token(200) });
        const renew = () => conversation.say(wan(200), owner);
        expect(renew()).toHaveLength(1);
        for (const { socket, message, wait } of events) {
          conversation.wait(seconds(wait / 1000));
          if (message.type === "REGISTER_SUPER" && message.edge === numberedMac(1)) {
            conversation.say(wan(socket.host), { ...message, community: owner.community, edge: owner.edge });
          }
          conversation.say(wan(socket.host, socket.port), message);
          expect(renew()[0]!.message).toMatchObject({ type: "REGISTER_SUPER_ACK" });
          const edges = conversation.supernode.status().communities.flatMap((community) => community.edges);
          expect(edges.find((edge) => edge.mac === owner.edge)).toMatchObject({ socket: wan(200) });
        }
      }),
    );
  });
});

describe("whatever arrives", () => {
  const mutated = fc
    .record({ message, at: fc.nat(100), value: fc.nat(255), cut: fc.nat(120) })
    .map(({ message, at, value, cut }) => {
      const bytes = encode(message);
      if (at < bytes.length) bytes[at] = value;
      return bytes.subarray(0, Math.max(20, bytes.length - Math.max(0, cut - 60)));
    });
  const hostile = fc.oneof(
    mutated,
    fc.uint8Array({ maxLength: 120 }),
    fc.uint8Array({ minLength: 2030, maxLength: 2100 }),
  );
  const strange = fc.record({
    bytes: hostile,
    address: fc.oneof(fc.ipV4(), fc.ipV6()),
    port: fc.nat(65_535),
    at: fc.nat(),
  });

  it("it is handled without an exception and counted once, even if the clock jumps", () => {
    fc.assert(
      fc.property(fc.array(strange, { maxLength: 40 }), (datagrams) => {
        const conversation = new Conversation({ limits, addressRange: range });
        for (const { bytes, address, port, at } of datagrams) {
          conversation.now = instant(at);
          conversation.sayBytes({ address, port }, bytes);
          conversation.supernode.handle({ kind: "tick" }, conversation.now);
        }
        expect(conversation.supernode.status().counters.received).toBe(datagrams.length);
      }),
    );
  });
});
