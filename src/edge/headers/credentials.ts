import { sameBytes } from "../../base/bytes.ts";
import { ConfigError } from "../../base/config-error.ts";
import type { Random } from "../../base/random.ts";
import type { Challenge } from "../../seal/challenge.ts";
import { type Seals, theSeals } from "../../seal/seals.ts";
import { federationPrivateKey, publicKey, userPrivateKey } from "../../seal/user-key.ts";
import type { Auth } from "../../wire/message.ts";
import type { EdgeConfig } from "../config.ts";
import { spec } from "../timing.ts";

/** The secret that a user shares with the supernodes of a federation (fact sheet §9). */
export class Credentials {
  readonly #random: Random;
  readonly #publicKey: Uint8Array;
  readonly #shared: Challenge;
  /** Latest last. Every message has its own; an answer may belong to any attempt of the current registration. */
  #challenges: Uint8Array[] = [];

  /** Throws ConfigError if the federation's key is invalid. */
  constructor(user: NonNullable<EdgeConfig["user"]>, random: Random, seals: Seals = theSeals) {
    this.#random = random;
    const own = userPrivateKey(user.name, user.password);
    const federation = user.federationPublicKey ?? publicKey(federationPrivateKey(spec.federation));
    const shared = seals.sharedSecret(own, federation);
    if (shared === undefined) throw new ConfigError("-P is not the public key of a federation: see n2n-keygen -F");
    this.#publicKey = publicKey(own);
    this.#shared = seals.challengeWith(shared);
  }

  /** The token of one message. */
  auth(): Auth {
    const challenge = this.#random.bytes(spec.challengeBytes);
    this.#challenges = [...this.#challenges, challenge].slice(-spec.registerAttempts);
    return { scheme: spec.userScheme, token: this.#shared.token(this.#publicKey, challenge) };
  }

  /** The community's dynamic key, if a supernode that knows our key answers one of our last challenges. */
  dynamicKey({ scheme, token }: Auth): Uint8Array | undefined {
    if (scheme !== spec.userScheme) return undefined;
    for (const challenge of this.#challenges) {
      const key = this.#shared.dynamicKey(token, challenge);
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** The 16 bytes after an encrypted REGISTER_SUPER or its acknowledgement. */
  outerHash(encrypted: Uint8Array): Uint8Array {
    return this.#shared.outerHash(encrypted);
  }

  hasOuterHash(datagram: Uint8Array): boolean {
    const encrypted = datagram.subarray(0, -spec.outerHashBytes);
    return sameBytes(this.outerHash(encrypted), datagram.subarray(-spec.outerHashBytes));
  }
}
