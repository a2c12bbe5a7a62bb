import { bytesOf } from "../base/byte-text.ts";
import { pearson256 } from "./pearson.ts";

/** A key as typed by the user; text counts as its bytes (`bytesOf`). */
export type KeyString = string | Uint8Array;

/** The 32-byte key of Twofish, ChaCha20 and SPECK (§6). */
export function payloadKey(key: KeyString): Uint8Array {
  return pearson256(keyStringBytes(key));
}

/**
 * The **tail** of the hash; the length of the key string decides its size: up to 22 bytes AES-128, up to 32 AES-192,
 * above that AES-256 (§6).
 */
export function aesKey(key: KeyString): Uint8Array {
  const { length } = keyStringBytes(key);
  const size = length <= 22 ? 16 : length <= 32 ? 24 : 32;
  return payloadKey(key).subarray(32 - size);
}

export function keyStringBytes(key: KeyString): Uint8Array {
  return typeof key === "string" ? bytesOf(key) : key;
}
