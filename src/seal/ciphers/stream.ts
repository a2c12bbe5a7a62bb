import { createCipheriv } from "node:crypto";
import type { Random } from "../../base/random.ts";
import { payloadKey, type KeyString } from "../payload-key.ts";
import { speck } from "./speck.ts";
import type { Transform } from "./transform.ts";

/**
 * ChaCha20 over the plain text, after a random preamble in clear: bytes 0–3 are the first block counter (also
 * random), 4–15 the nonce, as OpenSSL reads a 16-byte IV (fact sheet §6). No integrity.
 */
export function chacha20Transform(keyString: KeyString, random: Random): Transform {
  const key = payloadKey(keyString);
  const apply = (preamble: Uint8Array, bytes: Uint8Array, from: number) =>
    bytes.set(createCipheriv("chacha20", key, preamble).update(bytes.subarray(from)), from);
  return { name: "chacha20", id: 4, ...stream(apply, random) };
}

/** SPECK-128/256 in counter mode after a random preamble in clear, which is the IV (fact sheet §6). No integrity. */
export function speckTransform(keyString: KeyString, random: Random): Transform {
  const cipher = speck(payloadKey(keyString));
  const apply = (preamble: Uint8Array, bytes: Uint8Array, from: number) =>
    cipher.ctr(preamble, bytes, from, bytes.length);
  return { name: "speck", id: 5, ...stream(apply, random) };
}

const preambleBytes = 16;

/** `apply` XORs a key stream over `bytes` from `from` on. */
function stream(
  apply: (preamble: Uint8Array, bytes: Uint8Array, from: number) => void,
  random: Random,
): Pick<Transform, "overhead" | "seal" | "open"> {
  return {
    overhead: preambleBytes,
    seal(plain) {
      const preamble = random.bytes(preambleBytes);
      const sealed = new Uint8Array(preambleBytes + plain.length);
      sealed.set(preamble);
      sealed.set(plain, preambleBytes);
      apply(preamble, sealed, preambleBytes);
      return sealed;
    },
    open(sealed) {
      if (sealed.length < preambleBytes) return undefined;
      const plain = new Uint8Array(sealed.subarray(preambleBytes));
      apply(sealed.subarray(0, preambleBytes), plain, 0);
      return plain;
    },
  };
}
