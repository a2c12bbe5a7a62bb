import { describe, expect, it } from "vitest";
import { concat } from "../../base/bytes.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { after, milliseconds, seconds } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import { dynamicKey } from "../../seal/challenge.ts";
import { headerCipher } from "../../seal/header.ts";
import { stampAt } from "../../seal/stamps/stamp.ts";
import { noAuth } from "../../wire/fields/auth.ts";
import { encode } from "../../wire/codec.ts";
import type { FieldText, Message } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import { parseCommunityList } from "../access/community-list.ts";
import {
  Conversation,
  home,
  numberedMac,
  packet,
  queryPeer,
  directRegister,
  registerSuper,
  token,
  wan,
} from "../replay/conversation.ts";
import { FakeSupernode, other } from "../testing/fake-supernode.ts";
import { defaultFederation } from "../federation/keys.ts";
import { FakeEncryptedEdge, testUser } from "../testing/fake-encrypted-edge.ts";

/** Two edges and their supernode, and a stranger who forges source addresses. */
interface Network {
  readonly conversation: Conversation;
  join(number: number): void;
  /** Whether the frame arrived. */
  send(from: number, to: number): boolean;
  /** `ahead`: seconds by which its stamp, if any, is in the future. */
  forge(from: Endpoint, message: Message, ahead: number): void;
}

const field = padded(home, spec.communityBytes);
const arrived = (heard: readonly { readonly to: Endpoint }[], to: number) =>
  heard.some(({ to: { address } }) => address === wan(to).address);

function plain(conversation = new Conversation()): Network {
  return {
    conversation,
    join: (number) => void conversation.say(wan(number), registerSuper(number)),
    send: (from, to) => arrived(conversation.say(wan(from), packet(from, numberedMac(to))), to),
    forge: (from, message) => void conversation.say(from, message),
  };
}

/** The stranger knows the community's name, from which the key is derived. */
function hidden(): Network {
  const conversation = new Conversation({ communities: parseCommunityList(home, "list") });
  const edges = new Map([1, 2].map((number) => [number, new FakeEncryptedEdge(conversation)]));
  const cipher = headerCipher(field, seededRandom(3));
  return {
    conversation,
    join: (number) => void edges.get(number)!.say(wan(number), registerSuper(number)),
    send: (from, to) => arrived(edges.get(from)!.say(wan(from), packet(from, numberedMac(to))), to),
    forge(from, message, ahead) {
      const stamp = stampAt(after(conversation.now, seconds(ahead)));
      conversation.sayBytes(from, cipher.seal(encode(message), stamp));
    },
  };
}

/** The stranger is a user as well. */
function users(): Network {
  const known = [1, 2, 3].map((number) => testUser(`user ${number}`));
  const fixed = new Map([[home, { name: home, users: known }]]);
  const conversation = new Conversation({ communities: { fixed, patterns: [] } });
  const key = dynamicKey(Math.floor(conversation.now / 1000), field, padded(defaultFederation, 20));
  const edges = new Map([1, 2].map((number) => [number, new FakeEncryptedEdge(conversation)]));
  const [fixedKey, dynamic] = [undefined, { secret: key, coverPayloadIv: true }].map((secret) =>
    headerCipher(field, seededRandom(3), secret),
  );
  const [victim, , thief] = known;
  return {
    conversation,
    join(number) {
      const user = known[number - 1]!;
      edges.get(number)!.saySigned(wan(number), registerSuper(number, { auth: user.auth() }), user);
    },
    send: (from, to) => arrived(edges.get(from)!.say(wan(from), packet(from, numberedMac(to)), key), to),
    forge(from, message, ahead) {
      const stamp = stampAt(after(conversation.now, seconds(ahead)));
      if (message.type === "REGISTER_SUPER") {
        const sealed = fixedKey!.seal(encode({ ...message, auth: thief!.auth() }), stamp);
        return void conversation.sayBytes(from, concat(sealed, thief!.challenge.outerHash(sealed)));
      }
      // The other users' public keys are not secret.
      const said = message.type === "UNREGISTER_SUPER" ? { ...message, auth: victim!.auth() } : message;
      conversation.sayBytes(from, dynamic!.seal(encode(said), stamp));
    },
  };
}

function federation(): Network {
  const fake = new FakeSupernode();
  fake.join();
  const network = plain(fake.conversation);
  return {
    ...network,
    join(number) {
      network.join(number);
      fake.greet();
    },
  };
}

const victim = wan(1);
const elsewhere = wan(66);
const own = { ttl: 2, fromSupernode: false, community: home } as const;
const info = {
  type: "PEER_INFO",
  ...own,
  aflags: 0,
  source: numberedMac(1),
  peer: numberedMac(2),
  load: 0,
  uptime: 0,
} as const;

/** A token that no edge has, a new one each time. */
const strange = (n: number) => ({
  scheme: 1,
  token: Uint8Array.from({ length: 16 }, (_, i) => (i < 2 ? (n >> (8 * i)) & 0xff : 0x66)),
});

/** `n`: its number. */
const forgeries: Readonly<Record<string, (n: number) => readonly [Endpoint, Message]>> = {
  "another MAC on the victim's socket": (n) => [victim, registerSuper(100 + (n % 1000), { auth: token(66) })],
  "another MAC and token on the victim's socket": (n) => [
    victim,
    registerSuper(100 + (n % 1000), { auth: strange(n) }),
  ],
  "the same other MAC each time": () => [victim, registerSuper(100, { auth: token(66) })],
  "the victim's MAC, another token": () => [victim, registerSuper(1, { auth: token(66) })],
  "the victim's MAC, another TAP address": (n) => [
    victim,
    registerSuper(1, { auth: token(66), address: registerSuper(2000 + n).address }),
  ],
  "another MAC, the victim's TAP address": (n) => [
    victim,
    registerSuper(100 + n, { auth: token(66), address: registerSuper(1).address }),
  ],
  "first the victim's socket, then the stranger's own": (n) => [
    n % 2 === 0 ? victim : elsewhere,
    registerSuper(1, { auth: token(66) }),
  ],
  "no token at all": (n) => [n % 2 === 0 ? victim : elsewhere, registerSuper(1, { auth: noAuth })],
  "another port of the victim's host": (n) => [wan(1, 1024 + n), registerSuper(1, { auth: token(66) })],
  UNREGISTER_SUPER: () => [victim, { type: "UNREGISTER_SUPER", ...own, source: numberedMac(1), auth: token(66) }],
  REGISTER: () => [victim, directRegister(1, numberedMac(2))],
  QUERY_PEER: () => [victim, queryPeer(numberedMac(1), numberedMac(2))],
  PEER_INFO: () => [victim, { ...info, socket: elsewhere, version: "" as FieldText }],
  "PEER_INFO of a supernode": () => [
    other.socket,
    { ...info, peer: numberedMac(3), fromSupernode: true, socket: elsewhere, version: "" as FieldText },
  ],
  "REGISTER_SUPER of a supernode": () => [
    other.socket,
    registerSuper(1, { auth: token(66), fromSupernode: true, ttl: 1, socket: elsewhere }),
  ],
  "REGISTER_SUPER_NAK of a supernode": (n) => [
    other.socket,
    {
      type: "REGISTER_SUPER_NAK",
      ...own,
      fromSupernode: true,
      ttl: 2,
      cookie: 0x8000_0000 + n,
      refused: numberedMac(1),
      auth: noAuth,
    },
  ],
  PACKET: () => [victim, packet(1, numberedMac(2))],
};

describe.each(Object.entries({ plain, hidden, users, federation }))(
  "%s: nothing is lost while a stranger forges",
  (_, make) => {
    describe.each(Object.keys(forgeries))("%s", (kind) => {
      it.each([1, 5, 50])("%d times a second", (rate) => {
        const network = make();
        network.join(1);
        network.join(2);
        let [sent, lost] = [0, 0];
        const step = rate === 50 ? 20 : 100;
        for (let at = 0; at < 65_000; at += step) {
          network.conversation.wait(milliseconds(step));
          if ((at * rate) % 1000 < step * rate) {
            const n = Math.floor((at * rate) / 1000);
            network.forge(...forgeries[kind]!(n), n % 3 === 0 ? 15 : n % 3 === 1 ? 0.05 : 0);
          }
          if (at % 20_000 === 10_000) for (const number of [1, 2]) network.join(number);
          if (at % 500 !== 100) continue;
          sent += 2;
          for (const [from, to] of [[1, 2], [2, 1]] as const) if (!network.send(from, to)) lost++; // prettier-ignore
        }
        expect({ sent, lost }).toEqual({ sent: 260, lost: 0 });
      });
    });
  },
);

/** The supernode has restarted and knows no edges yet. */
describe.each(Object.entries({ plain, hidden, users, federation }))(
  "%s: nothing is lost while a stranger forges who registered first",
  (_, make) => {
    it.each([1, 5, 50])("other MACs and tokens on the victim's socket, %d times a second", (rate) => {
      const network = make();
      network.join(2);
      let [sent, lost] = [0, 0];
      for (let at = 0; at < 65_000; at += 20) {
        network.conversation.wait(milliseconds(20));
        if (at % (1000 / rate) === 0) {
          const n = (at * rate) / 1000;
          network.forge(victim, registerSuper(100 + (n % 5000), { auth: strange(n) }), 0);
        }
        if (at % 20_000 === 10_000) network.join(1);
        if (at % 20_000 === 15_000) network.join(2);
        // It announces its address as soon as it is accepted, and then sends frames.
        if (at < 10_100 || at % 1000 !== 100) continue;
        sent += 2;
        for (const [from, to] of [[1, 2], [2, 1]] as const) if (!network.send(from, to)) lost++; // prettier-ignore
      }
      expect({ sent, lost }).toEqual({ sent: 110, lost: 0 });
    });
  },
);
