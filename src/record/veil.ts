import { createHmac } from "node:crypto";
import { concat } from "../base/bytes.ts";
import { communityText } from "../wire/community.ts";
import type { CommunityName } from "../wire/message.ts";

/** Stand-ins for secrets in a recording. The same secret has the same stand-in throughout one recording. */
export interface Veil {
  /** Of secrets and values derived from them; of the same length. Zeros stay zeros. */
  bytes(secret: Uint8Array): Uint8Array;
  /** Of a user's token, 48 bytes: 32 that identify the key, and the rest. */
  token(token: Uint8Array): Uint8Array;
  /** Of names of communities with hidden headers, whose keys are derived from the names. */
  name(name: CommunityName): CommunityName;
  /** The same for a name as displayed. */
  shown(text: string): string;
}

/** For a replay: nothing is left to hide. */
export const noVeil: Veil = {
  bytes: (bytes) => bytes,
  token: (token) => token,
  name: (name) => name,
  shown: (text) => text,
};

const userToken = { bytes: 48, keyBytes: 32 } as const;

/** Stand-ins made under a key that is not kept. */
export class Stranger implements Veil {
  readonly #key: Uint8Array;
  readonly #names = new Map<CommunityName, CommunityName>();
  readonly #shown = new Map<string, string>();
  readonly #used = new Set<CommunityName>();

  /** `key`: 32 random bytes. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /**
   * Hides the name from here on. `candidates`: possible stand-ins; the first free one is used. False = none is free.
   */
  hide(name: CommunityName, candidates: Iterable<CommunityName> = this.#candidates(name)): boolean {
    if (this.#names.has(name)) return true;
    for (const candidate of candidates) {
      if (this.#used.has(candidate)) continue;
      this.#names.set(name, candidate);
      this.#shown.set(communityText(name), candidate);
      this.#used.add(candidate);
      return true;
    }
    return false;
  }

  bytes(secret: Uint8Array): Uint8Array {
    if (secret.every((byte) => byte === 0)) return secret;
    const parts: Uint8Array[] = [];
    for (let made = 0; made < secret.length; made += 32) parts.push(this.#digest(secret, made));
    return concat(...parts).subarray(0, secret.length);
  }

  token(token: Uint8Array): Uint8Array {
    if (token.length !== userToken.bytes) return this.bytes(token);
    const [key, rest] = [token.subarray(0, userToken.keyBytes), token.subarray(userToken.keyBytes)];
    return concat(this.bytes(key), this.bytes(rest));
  }

  name(name: CommunityName): CommunityName {
    return this.#names.get(name) ?? name;
  }

  shown(text: string): string {
    return this.#shown.get(text) ?? text;
  }

  #digest(secret: Uint8Array, at: number): Uint8Array {
    return createHmac("sha256", this.#key).update(Uint8Array.of(at)).update(secret).digest();
  }

  *#candidates(name: CommunityName): Iterable<CommunityName> {
    for (let attempt = 0; ; attempt++) {
      const digest = createHmac("sha256", this.#key).update(`${attempt} ${name}`, "latin1").digest("hex");
      yield hiddenName(digest.slice(0, 8));
    }
  }
}

export const hiddenName = (suffix: string): CommunityName => `hidden-${suffix}` as CommunityName;
