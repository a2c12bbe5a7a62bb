import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seconds } from "../../base/instant.ts";
import { broadcastMac, nullMac } from "../../base/address/mac.ts";
import { seededRandom } from "../../base/random.ts";
import { dynamicKey } from "../../seal/challenge.ts";
import { headerCipher } from "../../seal/header.ts";
import type { CommunityName, Message } from "../../wire/message.ts";
import { padded } from "../../wire/fields/text.ts";
import { parseCommunityList } from "../access/community-list.ts";
import {
  Conversation,
  numberedMac,
  packet,
  queryPeer,
  directRegister,
  registerSuper,
  token,
  wan,
} from "../replay/conversation.ts";
import { FakeEncryptedEdge, testUser } from "../testing/fake-encrypted-edge.ts";
import { unsealer } from "../testing/unsealer.ts";

/** Two listed communities, one with users, one allowed by a pattern, and one not allowed. */
const names = ["red", "green", "users", "net7", "other"].map((name) => name as CommunityName);
const user = testUser("logan");
const listed = parseCommunityList("red\ngreen\nusers\nnet[0-9]\n", "list");
const usersName = "users" as CommunityName;
const communities = { ...listed, fixed: new Map(listed.fixed).set(usersName, { name: usersName, users: [user] }) };
const limits = { communities: 2, edgesPerCommunity: 3, edgeLifetime: seconds(60) };
const federation = { name: "*Federation" as CommunityName, keys: "name", members: [wan(9)], learn: true } as const;

const number = fc.integer({ min: 1, max: 4 });
const community = fc.constantFrom(...names);
const someMac = fc.oneof(number.map(numberedMac), fc.constantFrom(nullMac, broadcastMac));
const message: fc.Arbitrary<Message> = fc.oneof(
  fc
    .record({ who: number, edge: someMac, secret: number, community, fromSupernode: fc.boolean() })
    .map(({ who, secret, ...changes }) => registerSuper(who, { ...changes, auth: token(secret) })),
  fc
    .record({ who: number, to: someMac, community, fromSupernode: fc.boolean() })
    .map(({ who, to, ...changes }) => packet(who, to, changes)),
  fc
    .record({ who: number, to: someMac, community })
    .map(({ who, to, community }) => directRegister(who, to, { community })),
  fc
    .record({ who: someMac, to: someMac, community })
    .map(({ who, to, community }) => queryPeer(who, to, { community })),
);

const how = fc.constantFrom("plain", "static", "dynamic", "signed");
const event = fc.record({
  message,
  how,
  host: fc.integer({ min: 1, max: 9 }),
  via: fc.option(fc.constantFrom(1, 2)),
  wait: fc.nat(9000),
});

function world() {
  const conversation = new Conversation({ communities, limits, federation });
  const talk = new FakeEncryptedEdge(conversation);
  const key = dynamicKey(conversation.now / 1000, padded(usersName, 20), padded(federation.name, 20));
  const opener = new Map(names.map((name) => [name, unsealer(name, [Buffer.from(key).toString("hex")])]));
  return { conversation, talk, key, opener };
}

describe("after any sequence of plain, encrypted and signed events", () => {
  it("an encrypted community's messages are never plain, and nothing leaves its community", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const { conversation, talk, key, opener } = world();
        for (const { message, how, host, via, wait } of events) {
          conversation.wait(seconds(wait / 1000));
          const from = wan(host);
          const signed = message.type === "REGISTER_SUPER" ? { ...message, auth: user.auth() } : message;
          const sealed = how === "plain" ? undefined : talk.sealed(signed, how === "dynamic" ? key : undefined);
          const heard =
            how === "signed"
              ? talk.saySigned(from, signed, user)
              : sealed === undefined
                ? conversation.say(from, message, undefined, via ?? undefined)
                : conversation.sayBytes(from, sealed, undefined, via ?? undefined);
          const status = conversation.supernode.status().communities.find(({ name }) => name === message.community);
          for (const { bytes, to } of heard) {
            const unsealed = opener.get(message.community)!(bytes);
            expect(unsealed.message).toMatchObject({ community: message.community, fromSupernode: true });
            if (status?.privacy === "encrypted") expect(unsealed.sealing).not.toBe("plain");
            if (status?.users === true && "type" in unsealed.message && unsealed.message.type.startsWith("P"))
              expect(unsealed.sealing).toMatch(/^dynamic/);
            if (message.type === "PACKET") expect(status?.edges.map(({ socket }) => socket)).toContainEqual(to);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("edges of one community are all plain or all encrypted, and tables stay bounded and become empty again", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const { conversation, talk } = world();
        for (const { message, how, host, via, wait } of events) {
          conversation.wait(seconds(wait / 1000));
          if (how === "plain") conversation.say(wan(host), message, undefined, via ?? undefined);
          else talk.say(wan(host), message);
          const { communities: all } = conversation.supernode.status();
          expect(all.filter(({ purgeable }) => purgeable).length).toBeLessThanOrEqual(limits.communities);
          for (const { edges } of all) expect(edges.length).toBeLessThanOrEqual(limits.edgesPerCommunity);
        }
        conversation.wait(seconds(200));
        const { communities: left, federation: members } = conversation.supernode.status();
        expect(left.map(({ name, edges }) => [name, edges.length])).toEqual([
          ["red", 0],
          ["green", 0],
          ["users", 0],
        ]);
        expect(members.supernodes).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });

  it("no sealed datagram throws, however it is modified outside or inside", () => {
    const change = fc.record({ at: fc.nat(130), value: fc.nat(255), cut: fc.nat(140), inside: fc.boolean() });
    fc.assert(
      fc.property(fc.array(fc.record({ event, change }), { maxLength: 30 }), (all) => {
        const { conversation, talk, key } = world();
        for (const { event, change } of all) {
          const secret = event.how === "dynamic" ? key : undefined;
          const sealed = talk.sealed(event.message, secret);
          const bytes = change.inside ? resealed(sealed, event.message.community, change, secret) : sealed;
          if (!change.inside) bytes[change.at % bytes.length] = change.value;
          conversation.sayBytes(
            wan(event.host),
            bytes.subarray(0, Math.max(0, bytes.length - Math.max(0, change.cut - 70))),
          );
        }
        expect(conversation.supernode.status().counters.received).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });
});

/** Anyone who knows the community's name can seal any bytes. */
function resealed(
  bytes: Uint8Array,
  community: CommunityName,
  { at, value }: { at: number; value: number },
  secret?: Uint8Array,
): Uint8Array {
  const cipher = headerCipher(padded(community, 20), seededRandom(1), secret && { secret, coverPayloadIv: true });
  const { packet, stamp } = cipher.open(bytes)!;
  packet[at % packet.length] = value;
  return cipher.seal(packet, stamp);
}
