import { hex, sameBytes } from "../../base/bytes.ts";
import { speck } from "../../seal/ciphers/speck.ts";
import type { Message } from "../../wire/message.ts";
import type { PlainDatagram } from "./openers.ts";
import type { User } from "./keys.ts";

/** The contents that user/password mode hides in a message (fact sheet §9.3, §9.4), as far as keys are known. */
export interface AuthFacts {
  readonly user: string;
  readonly challenge?: string;
  readonly dynamic_key?: string;
  readonly trailing_hash_ok: boolean;
}

/** Tracks the challenges, because an ACK cannot be read without its request. */
export class AuthReader {
  readonly #users: readonly User[];
  /** The last one of each user: like an edge, which accepts no answer to an earlier one. */
  readonly #challenges = new Map<User, Uint8Array>();
  readonly #dynamicKeys = new Map<string, Uint8Array>();

  constructor(users: readonly User[]) {
    this.#users = users;
  }

  /** Every dynamic key in an ACK, newest first. */
  get dynamicKeys(): readonly Uint8Array[] {
    return [...this.#dynamicKeys.values()].reverse();
  }

  /** `encrypted`: what the outer hash covers. Undefined = no such contents, or an unknown user. */
  read(message: Message, { outerHash }: PlainDatagram, encrypted: Uint8Array): AuthFacts | undefined {
    if (outerHash === undefined || !("auth" in message) || message.auth.scheme !== 2) return undefined;
    const { token } = message.auth;
    const ok = (user: User) => sameBytes(user.challenge.outerHash(encrypted), outerHash);
    if (message.type === "REGISTER_SUPER") {
      const user = this.#users.find(({ publicKey }) => sameBytes(publicKey, token.subarray(0, 32)));
      if (user === undefined) return undefined;
      const challenge = speck(user.shared.subarray(0, 16)).decryptBlock(token.subarray(32));
      this.#challenges.set(user, challenge);
      return { user: user.name, challenge: hex(challenge), trailing_hash_ok: ok(user) };
    }
    if (message.type !== "REGISTER_SUPER_ACK") return undefined;
    const half = token.subarray(16, 32);
    const user = this.#users.find(({ publicKey }) => sameBytes(publicKey.subarray(16), half));
    const challenge = user && this.#challenges.get(user);
    const key = challenge && user.challenge.dynamicKey(token, challenge);
    if (key === undefined) return undefined;
    this.#dynamicKeys.set(hex(key), key);
    return { user: user!.name, dynamic_key: hex(key), trailing_hash_ok: ok(user!) };
  }
}
