import { concat, sameBytes } from "../../base/bytes.ts";
import { type Instant, since } from "../../base/instant.ts";
import type { Random } from "../../base/random.ts";
import type { HeaderCipher } from "../../seal/header.ts";
import type { Seals } from "../../seal/seals.ts";
import { StampIssuer } from "../../seal/stamps/stamp.ts";
import { encode } from "../../wire/codec.ts";
import type { Auth, Malformed, Message } from "../../wire/message.ts";
import type { Credentials } from "./credentials.ts";
import { type Headers, type ReceivedMessage, encodeFilled, openWith } from "./headers.ts";
import { spec, tuned } from "../timing.ts";

/**
 * User/password mode (fact sheet §8.3, §9.4, §9.5): registrations and their answers under the static key, followed by
 * a hash; everything else under the community's dynamic key, which the first acknowledgement brings.
 */
export class UserHeaders implements Headers {
  keyed = false;
  readonly #name: Uint8Array;
  readonly #random: Random;
  readonly #credentials: Credentials;
  readonly #seals: Seals;
  readonly #static: HeaderCipher;
  readonly #stamps = new StampIssuer();
  #secret: Uint8Array;
  #dynamic: HeaderCipher;
  /** Peers learn of a new key slightly earlier or later than we do, so the previous one still opens. */
  #previous: { readonly cipher: HeaderCipher; readonly replaced: Instant } | undefined;

  constructor(name: Uint8Array, random: Random, credentials: Credentials, seals: Seals) {
    this.#seals = seals;
    this.#name = name;
    this.#random = random;
    this.#credentials = credentials;
    this.#static = seals.headerCipher(name, random);
    this.#secret = random.bytes(spec.dynamicKeyBytes);
    this.#dynamic = this.#cipher();
  }

  seal(message: Message, now: Instant, size?: number): Uint8Array {
    const stamp = this.#stamps.issue(now);
    if (message.type !== "REGISTER_SUPER") return this.#dynamic.seal(encodeFilled(message, size), stamp);
    const encrypted = this.#static.seal(encode(message), stamp);
    return concat(encrypted, this.#credentials.outerHash(encrypted));
  }

  open(bytes: Uint8Array, now: Instant): ReceivedMessage | Malformed | "header" {
    const ordinary = openWith(this.#dynamic, bytes) ?? this.#openLate(bytes, now);
    if (ordinary !== undefined) return isAnswer(ordinary) ? "header" : ordinary;
    const answer = openWith(this.#static, bytes.subarray(0, -spec.outerHashBytes));
    if (answer === undefined) return "header";
    if ("malformed" in answer) return answer;
    // The bytes after a refusal have no meaning.
    const genuine = answer.message.type === "REGISTER_SUPER_NAK" || this.#credentials.hasOuterHash(bytes);
    return genuine && isAnswer(answer) ? answer : "header";
  }

  rekey(auth: Auth, now: Instant): boolean {
    const secret = this.#credentials.dynamicKey(auth);
    if (secret === undefined) return false;
    if (sameBytes(secret, this.#secret)) return true;
    if (this.keyed) this.#previous = { cipher: this.#dynamic, replaced: now };
    this.#secret = secret;
    this.#dynamic = this.#cipher();
    this.keyed = true;
    return true;
  }

  #openLate(bytes: Uint8Array, now: Instant): ReceivedMessage | Malformed | undefined {
    const previous = this.#previous;
    if (previous === undefined) return undefined;
    if (since(previous.replaced, now) < tuned.keyGrace) return openWith(previous.cipher, bytes);
    this.#previous = undefined;
    return undefined;
  }

  #cipher(): HeaderCipher {
    return this.#seals.headerCipher(this.#name, this.#random, { secret: this.#secret, coverPayloadIv: true });
  }
}

function isAnswer(received: ReceivedMessage | Malformed): boolean {
  if ("malformed" in received) return false;
  return received.message.type === "REGISTER_SUPER_ACK" || received.message.type === "REGISTER_SUPER_NAK";
}
