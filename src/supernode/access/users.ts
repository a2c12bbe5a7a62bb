import { hex, sameBytes } from "../../base/bytes.ts";
import type { Challenge } from "../../seal/challenge.ts";
import { type Seals, theSeals } from "../../seal/seals.ts";
import type { Auth } from "../../wire/message.ts";
import type { ListedUser } from "./community-list.ts";
import { spec } from "../timing.ts";

/** The users of one community, as known to the supernode (fact sheet §9). */
export class Users {
  readonly #names = new Map<string, ListedUser>();
  readonly #challenges = new Map<string, Challenge>();
  readonly #privateKey: Uint8Array;
  readonly #seals: Seals;

  /** `privateKey`: the federation's. */
  constructor(listed: readonly ListedUser[], privateKey: Uint8Array, seals: Seals = theSeals) {
    this.#seals = seals;
    this.#privateKey = privateKey;
    for (const user of listed) this.#names.set(hex(user.publicKey), user);
  }

  /** The secret shared with the user of a token; undefined = not a user's token. */
  challengeOf(auth: Auth): Challenge | undefined {
    const key = publicKeyOf(auth);
    const user = key === undefined ? undefined : this.#names.get(hex(key));
    if (key === undefined || user === undefined) return undefined;
    const known = this.#challenges.get(hex(key));
    if (known !== undefined) return known;
    const secret = this.#seals.sharedSecret(this.#privateKey, user.publicKey);
    if (secret === undefined) return undefined;
    const challenge = this.#seals.challengeWith(secret);
    this.#challenges.set(hex(key), challenge);
    return challenge;
  }
}

/** Undefined = not a user's token. */
function publicKeyOf({ scheme, token }: Auth): Uint8Array | undefined {
  return scheme === spec.userPassword && token.length === 48 ? token.subarray(0, 32) : undefined;
}

/** Whether two tokens belong to one user; their challenges always differ. */
export function sameUser(a: Auth, b: Auth): boolean {
  const [keyA, keyB] = [publicKeyOf(a), publicKeyOf(b)];
  return keyA !== undefined && keyB !== undefined && sameBytes(keyA, keyB);
}
