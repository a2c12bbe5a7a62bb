import { concat } from "../../base/bytes.ts";
import type { Random } from "../../base/random.ts";
import type { HeaderCipher } from "../../seal/header.ts";
import { type Seals, theSeals } from "../../seal/seals.ts";
import type { Stamp } from "../../seal/stamps/stamp.ts";
import type { Message } from "../../wire/message.ts";
import type { Challenge } from "../../seal/challenge.ts";
import type { Users } from "../access/users.ts";

/** Opens and seals the headers of one community, or of the federation (fact sheet §8). */
export interface HeaderKey {
  /** Undefined = not in user/password mode. */
  readonly users?: Users;
  /** 16 bytes; user/password mode only. */
  readonly dynamicKey?: Uint8Array;
  /** Undefined = not for this key. The caller checks the stamp, and the signature once the signer is known. */
  open(bytes: Uint8Array): OpenedByKey | undefined;
  /** `packet`: a whole plain datagram. `signer`: the user that a registration or its ACK concerns. */
  seal(packet: Uint8Array, type: Message["type"], stamp: Stamp, signer?: Challenge): Uint8Array;
}

export interface OpenedByKey {
  readonly packet: Uint8Array;
  readonly stamp: Stamp;
  /** Present only if sealed with the static key of a user/password community (§9.4). */
  readonly signature?: Signature;
}

export interface Signature {
  readonly signed: Uint8Array;
  readonly hash: Uint8Array;
}

/** One key, derived from `secret` (§8.1). `name`: the 20 bytes of the community field. */
export const staticHeaderKey = (name: Uint8Array, random: Random, secret = name, seals: Seals = theSeals): HeaderKey =>
  new StaticHeaderKey(name, seals.headerCipher(name, random, { secret }));

class StaticHeaderKey implements HeaderKey {
  readonly #name: Uint8Array;
  readonly #cipher: HeaderCipher;

  constructor(name: Uint8Array, cipher: HeaderCipher) {
    this.#name = name;
    this.#cipher = cipher;
  }

  open(bytes: Uint8Array): OpenedByKey | undefined {
    return this.#cipher.open(bytes);
  }

  seal(packet: Uint8Array, _: Message["type"], stamp: Stamp): Uint8Array {
    const named = Uint8Array.from(packet);
    named.set(this.#name, 4);
    return this.#cipher.seal(named, stamp);
  }
}

/**
 * User/password mode: registrations and their answers are under the static key, everything else under the dynamic
 * one.
 */
export function userHeaderKey(
  name: Uint8Array,
  dynamicKey: Uint8Array,
  users: Users,
  random: Random,
  seals: Seals = theSeals,
): HeaderKey {
  const fixed = seals.headerCipher(name, random);
  const dynamic = seals.headerCipher(name, random, { secret: dynamicKey, coverPayloadIv: true });
  return {
    users,
    dynamicKey,
    open(bytes) {
      const whole = dynamic.open(bytes);
      if (whole !== undefined) return whole;
      const end = bytes.length - signatureBytes;
      if (end < 0) return undefined;
      const signed = bytes.subarray(0, end);
      const opened = fixed.open(signed);
      return opened && { ...opened, signature: { signed, hash: bytes.subarray(end) } };
    },
    seal(packet, type, stamp, signer) {
      if (!isStatic(type)) return dynamic.seal(packet, stamp);
      const sealed = fixed.seal(packet, stamp);
      // The bytes after a NAK mean nothing (§9.4), but the receiver cuts them off.
      return concat(sealed, signer?.outerHash(sealed) ?? random.bytes(signatureBytes));
    },
  };
}

/** Which messages a user/password community seals with its static key (§8.3). */
export function isStatic(type: Message["type"]): boolean {
  return type === "REGISTER_SUPER" || type === "REGISTER_SUPER_ACK" || type === "REGISTER_SUPER_NAK";
}

const signatureBytes = 16;
