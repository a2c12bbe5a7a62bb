import { concat, sameBytes } from "../../base/bytes.ts";
import type { Instant } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import { type Challenge, challengeWith } from "../../seal/challenge.ts";
import { type HeaderCipher, headerCipher } from "../../seal/header.ts";
import { StampIssuer } from "../../seal/stamps/stamp.ts";
import { federationPrivateKey, publicKey, sharedSecret, userPrivateKey } from "../../seal/user-key.ts";
import { encode } from "../../wire/codec.ts";
import type { Auth, Message } from "../../wire/message.ts";
import type { EdgeConfig } from "../config.ts";
import { type Headers, type ReceivedMessage, openWith } from "../headers/headers.ts";
import { Rig, supernode } from "../replay/rig.ts";

//  For tests: the supernode of a federation, and the other users of a community, in user/password mode.

export const logan: NonNullable<EdgeConfig["user"]> = { name: "logan", password: "007" };

export class UserSide implements Headers {
  readonly keyed = true;
  /** The community's dynamic keys, oldest first; the edge's messages may be under any. */
  readonly keys: Uint8Array[] = [new Uint8Array(16).fill(1)];
  /** As given in the fact sheet's §9.2 for this user. */
  readonly challenge: Challenge;
  readonly #name: Uint8Array;
  readonly #random = seededRandom(77);
  readonly #static: HeaderCipher;
  readonly #stamps = new StampIssuer();

  constructor({ name, password } = logan, { federation = "Federation", community = "edgex" } = {}) {
    const user = publicKey(userPrivateKey(name, password));
    this.challenge = challengeWith(sharedSecret(federationPrivateKey(federation), user)!);
    this.#name = Buffer.from(community.padEnd(20, "\0"), "latin1");
    this.#static = headerCipher(this.#name, this.#random);
  }

  seal(message: Message, now: Instant): Uint8Array {
    const stamp = this.#stamps.issue(now);
    const answer = message.type === "REGISTER_SUPER_ACK" || message.type === "REGISTER_SUPER_NAK";
    if (!answer) return this.#dynamic(this.keys.at(-1)!).seal(encode(message), stamp);
    const encrypted = this.#static.seal(encode(message), stamp);
    const hash = message.type === "REGISTER_SUPER_ACK" ? this.challenge.outerHash(encrypted) : new Uint8Array(16);
    return concat(encrypted, hash);
  }

  open(bytes: Uint8Array): ReceivedMessage | "header" {
    const registration = openWith(this.#static, bytes.subarray(0, -16));
    if (registration !== undefined && "message" in registration) {
      const hashed = sameBytes(this.challenge.outerHash(bytes.subarray(0, -16)), bytes.subarray(-16));
      return hashed ? registration : "header";
    }
    for (const key of this.keys) {
      const other = openWith(this.#dynamic(key), bytes);
      if (other !== undefined && "message" in other) return other;
    }
    return "header";
  }

  rekey(): boolean {
    return true;
  }

  /** The answer to a REGISTER_SUPER's token. */
  answer(token: Uint8Array): Auth {
    return { scheme: 2, token: this.challenge.answer(token, this.keys.at(-1)!) };
  }

  #dynamic(secret: Uint8Array): HeaderCipher {
    return headerCipher(this.#name, this.#random, { secret, coverPayloadIv: true });
  }
}

/** A rig whose supernode knows the user. */
export function userRig(side: UserSide = new UserSide()): { readonly rig: Rig; readonly side: UserSide } {
  return { rig: new Rig({ user: logan }, 1, side), side };
}

/** The supernode acknowledges the last REGISTER_SUPER, or an earlier one of the same registration. */
export function grant(rig: Rig, side: UserSide, earlier = 0): void {
  const { message } = rig.sent("REGISTER_SUPER").at(-1 - earlier)!;
  const socket = { address: "203.0.113.1", port: 50001 };
  const rest = { lifetime: 15, socket, supernodes: [], keyTime: 0, auth: side.answer(message.auth.token) };
  const address = { address: "0.0.0.0", prefix: 0 };
  const { cookie, edge: mac } = message;
  rig.receive(supernode, { type: "REGISTER_SUPER_ACK", cookie, supernode: mac, address, ...rest }, true);
}
