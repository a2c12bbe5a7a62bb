import { noIpNet } from "../../base/address/endpoint.ts";
import type { Mac } from "../../base/address/mac.ts";
import { seededRandom } from "../../base/random.ts";
import { StampIssuer } from "../../seal/stamps/stamp.ts";
import { noAuth } from "../../wire/fields/auth.ts";
import { encode } from "../../wire/codec.ts";
import type { CommunityName, FieldText, Message, RegisterSuper, RegisterSuperAck } from "../../wire/message.ts";
import type { FederationConfig } from "../config.ts";
import { Conversation, type Heard, home, registerSuper, token, wan } from "../replay/conversation.ts";
import { type FederationKeys, federationKeys } from "../federation/keys.ts";
import { type HeaderKey, staticHeaderKey } from "../headers/header-key.ts";
import { unsealer } from "./unsealer.ts";

export const name = "*fed" as CommunityName;
export const other = { socket: wan(500, 7654), mac: "02:5e:00:00:00:02" as Mac };
export const third = { socket: wan(501, 7654), mac: "02:5e:00:00:00:03" as Mac };

/** Scripted other supernodes of a federation. For tests. */
export class FakeSupernode {
  readonly conversation: Conversation;
  readonly #stamps = new StampIssuer();
  readonly #headerKey = headerKeyOf(federationKeys({ name, keys: "name" }));
  readonly #unseal = unsealer(home, [], federationKeys({ name, keys: "name" }));

  constructor(config: Partial<FederationConfig> = {}, list = {}) {
    this.conversation = new Conversation({
      federation: { name, keys: "name", members: [], learn: true, ...config },
      ...list,
    });
  }

  seal(message: Message): Uint8Array {
    return this.#headerKey.seal(encode(message), message.type, this.#stamps.issue(this.conversation.now));
  }

  say(message: Message, { socket } = other, via?: number): readonly Heard[] {
    return this.conversation.sayBytes(socket, this.seal(message), undefined, via);
  }

  greet(changes: Partial<RegisterSuper> = {}, from = other): readonly Message[] {
    return this.open(this.say(greeting({ edge: from.mac, ...changes }), from));
  }

  answer(asked: Message | undefined, changes: Partial<RegisterSuperAck> = {}, from = other): readonly Message[] {
    if (asked?.type !== "REGISTER_SUPER") throw new Error(`not a greeting: ${asked?.type}`);
    return this.open(this.say(ackFor(asked, { supernode: from.mac, ...changes }), from));
  }

  /** After the exchange of greetings. */
  join(from = other): void {
    const heard = this.greet({}, from);
    this.answer(heard.at(-1), {}, from);
  }

  open(heard: readonly Heard[]): readonly Message[] {
    return heard.map(({ bytes }) => {
      const { message } = this.#unseal(bytes);
      if (!("type" in message)) throw new Error(message.malformed);
      return message;
    });
  }
}

/** The key that a supernode with these prefers. */
export function headerKeyOf({ headers: [first] }: FederationKeys): HeaderKey {
  return staticHeaderKey(first!.field, seededRandom(5), first!.secret);
}

const common = { ttl: 2, fromSupernode: true, community: name } as const;

export function greeting(changes: Partial<RegisterSuper>): RegisterSuper {
  const { edge = other.mac, ...more } = changes;
  const fixed = { cookie: 77, address: noIpNet, description: "" as FieldText, auth: token(9), keyTime: 0 };
  return { type: "REGISTER_SUPER", ...common, edge, ...fixed, ...more };
}

export function ackFor({ cookie }: RegisterSuper, changes: Partial<RegisterSuperAck>): RegisterSuperAck {
  const fixed = { lifetime: 15, socket: wan(0), auth: noAuth, supernodes: [], keyTime: 0 };
  return {
    type: "REGISTER_SUPER_ACK",
    ...common,
    cookie,
    supernode: other.mac,
    address: noIpNet,
    ...fixed,
    ...changes,
  };
}

/** With edge 1 registered here and the other supernode joined. */
export function joined(changes?: Partial<FederationConfig>): FakeSupernode {
  const fake = new FakeSupernode(changes);
  fake.join();
  fake.conversation.say(wan(1), registerSuper(1));
  return fake;
}

export const onward = { fromSupernode: true, ttl: 1, socket: wan(2) } as const;
