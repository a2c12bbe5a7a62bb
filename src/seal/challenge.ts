import { concat, sameBytes } from "../base/bytes.ts";
import { pearson128 } from "./pearson.ts";
import { speck } from "./ciphers/speck.ts";

/** Uses of the secret shared by an edge and its supernode in user/password mode (fact sheet §9.3, §9.4). */
export interface Challenge {
  /** Edge: the 48-byte token of REGISTER_SUPER and UNREGISTER_SUPER. `challenge`: 16 fresh random bytes. */
  token(publicKey: Uint8Array, challenge: Uint8Array): Uint8Array;
  /** Supernode: the 48-byte token of REGISTER_SUPER_ACK for the edge's token, handing over the dynamic key. */
  answer(token: Uint8Array, dynamicKey: Uint8Array): Uint8Array;
  /** Edge: the dynamic key in an answer; undefined = not an answer to this challenge. */
  dynamicKey(answer: Uint8Array, challenge: Uint8Array): Uint8Array | undefined;
  /** The 16 bytes that follow an encrypted REGISTER_SUPER or its ACK. */
  outerHash(encrypted: Uint8Array): Uint8Array;
}

/** `shared`: 32 bytes; its first half is the key. */
export function challengeWith(shared: Uint8Array): Challenge {
  const half = shared.subarray(0, 16);
  const cipher = speck(half);
  return {
    token: (publicKey, challenge) => concat(publicKey, cipher.encryptBlock(challenge)),
    answer(token, dynamicKey) {
      const encrypted = token.subarray(32, 48);
      const masked = xor(xor(cipher.decryptBlock(encrypted), dynamicKey), half);
      return concat(cipher.encryptBlock(encrypted), token.subarray(16, 32), cipher.encryptBlock(masked));
    },
    dynamicKey(answer, challenge) {
      if (answer.length !== 48) return undefined;
      const answered = cipher.decryptBlock(cipher.decryptBlock(answer.subarray(0, 16)));
      if (!sameBytes(answered, challenge)) return undefined;
      return xor(xor(cipher.decryptBlock(answer.subarray(32)), challenge), half);
    },
    outerHash: (encrypted) => cipher.encryptBlock(pearson128(encrypted)),
  };
}

/**
 * A community's dynamic key (§9.5). `keyTime`: UNIX seconds when the supernode loaded its list. Both names are whole
 * 20-byte fields; the federation's with its star.
 */
export function dynamicKey(keyTime: number, community: Uint8Array, federation: Uint8Array): Uint8Array {
  const time = new Uint8Array(4);
  new DataView(time.buffer).setUint32(0, keyTime, true);
  return speck(xor(thrice(community), thrice(federation))).encryptBlock(thrice(time));
}

function thrice(bytes: Uint8Array): Uint8Array {
  return pearson128(pearson128(pearson128(bytes)));
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Uint8Array.from(a, (byte, i) => byte ^ b[i]!);
}
