import { pearson256 } from "./pearson.ts";

/** A key as a person typed it; text counts as its UTF-8 bytes. */
export type KeyString = string | Uint8Array;

/** The 32-byte key of Twofish, ChaCha20 and SPECK (§6). */
export function payloadKey(key: KeyString): Uint8Array {
  return pearson256(keyBytes(key));
}

/**
 * The **tail** of the hash; its size follows from the length of the key string: to 22 bytes AES-128, to 32 AES-192,
 * beyond AES-256 (§6).
 */
export function aesKey(key: KeyString): Uint8Array {
  const { length } = keyBytes(key);
  const size = length <= 22 ? 16 : length <= 32 ? 24 : 32;
  return payloadKey(key).subarray(32 - size);
}

function keyBytes(key: KeyString): Uint8Array {
  return typeof key === "string" ? Buffer.from(key, "utf8") : key;
}
