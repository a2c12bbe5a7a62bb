import type { Endpoint } from "../../base/address/endpoint.ts";
import { concat } from "../../base/bytes.ts";
import { seededRandom } from "../../base/random.ts";
import { type Challenge, challengeWith } from "../../seal/challenge.ts";
import { headerCipher } from "../../seal/header.ts";
import { StampIssuer } from "../../seal/stamps/stamp.ts";
import { federationPrivateKey, publicKey, sharedSecret, userPrivateKey } from "../../seal/user-key.ts";
import { encode } from "../../wire/codec.ts";
import type { Message } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import type { Conversation, Heard } from "../replay/conversation.ts";
import { unsealer } from "./unsealer.ts";

const random = seededRandom(11);

/** A scripted edge with encrypted headers. For tests. */
export class FakeEncryptedEdge {
  readonly #conversation: Conversation;
  readonly #stamps = new StampIssuer();

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /** The datagram of a message, sealed now. */
  sealed(message: Message, secret?: Uint8Array): Uint8Array {
    const name = padded(message.community, spec.communityBytes);
    const cipher = headerCipher(name, random, secret && { secret, coverPayloadIv: true });
    return cipher.seal(encode(message), this.#stamps.issue(this.#conversation.now));
  }

  say(from: Endpoint, message: Message, secret?: Uint8Array): readonly Heard[] {
    return this.#conversation.sayBytes(from, this.sealed(message, secret));
  }

  /** A registration with its outer hash. */
  saySigned(from: Endpoint, message: Message, { challenge }: TestUser): readonly Heard[] {
    const bytes = this.sealed(message);
    return this.#conversation.sayBytes(from, concat(bytes, challenge.outerHash(bytes)));
  }
}

export interface TestUser {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly challenge: Challenge;
  /** The token of a REGISTER_SUPER, each with a new challenge. */
  auth(): { readonly scheme: number; readonly token: Uint8Array };
}

/** A user of the default federation, whose password is "secret". */
export function testUser(name: string): TestUser {
  const federation = publicKey(federationPrivateKey("Federation"));
  const own = userPrivateKey(name, "secret");
  const challenge = challengeWith(sharedSecret(own, federation)!);
  const key = publicKey(own);
  return {
    name,
    publicKey: key,
    challenge,
    auth: () => ({ scheme: 2, token: challenge.token(key, challengeBytes) }),
  };
}

/** The same every time, so that tests can read the answer. */
export const challengeBytes = random.bytes(16);

/** Sealing and type of each: "static REGISTER_SUPER_ACK". */
export function briefSealing(
  heard: readonly Heard[],
  community: string,
  keys: readonly Uint8Array[] = [],
): readonly string[] {
  const texts = keys.map((key) => Buffer.from(key).toString("hex"));
  const unseal = unsealer(community, texts);
  return heard.map(({ bytes }) => {
    const { message, sealing } = unseal(bytes);
    const kind = "type" in message ? message.type : message.malformed;
    return `${sealing.replace(/ [0-9a-f]{32}/, "")} ${kind}`;
  });
}
