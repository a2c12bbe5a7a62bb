import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Core } from "../edge/core.ts";
import type { BlockEngine } from "./openssl.ts";

/** AES by node:crypto: for a node whose OpenSSL cannot be called directly. */
export function nodeEngine({ bytes }: Core, key: Uint8Array): BlockEngine {
  const ecb = `aes-${key.length * 8}-ecb`;
  const cbc = `aes-${key.length * 8}-cbc`;
  const zero = new Uint8Array(16);
  const part = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return {
    // A call costs as much as a packet's worth of blocks.
    fewest: Infinity,
    encrypt: (offset, length) =>
      bytes.set(createCipheriv(ecb, key, null).setAutoPadding(false).update(part(offset, length)), offset),
    decrypt: (offset, length) =>
      bytes.set(createDecipheriv(ecb, key, null).setAutoPadding(false).update(part(offset, length)), offset),
    encryptChained: (offset, length) =>
      bytes.set(createCipheriv(cbc, key, zero).setAutoPadding(false).update(part(offset, length)), offset),
  };
}
