import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "../base/random.ts";
import { openCts, sealCts, type Cbc } from "./cbc-cts.ts";
import { aesKey, type KeyString } from "./payload-key.ts";
import type { Transform } from "./transform.ts";

/** AES-128, -192 or -256 by the length of `key`, CBC with ciphertext stealing (fact sheet §6). No integrity. */
export function aesTransform(key: KeyString, random: Random): Transform {
  const cbc = aesCbc(aesKey(key));
  return {
    name: "aes",
    id: 3,
    overhead: 16,
    seal: (plain) => sealCts(cbc, plain, random),
    open: (sealed) => openCts(cbc, sealed),
  };
}

function aesCbc(key: Uint8Array): Cbc {
  const mode = `aes-${key.length * 8}-cbc`;
  const zero = new Uint8Array(16);
  return {
    encrypt: (blocks) => createCipheriv(mode, key, zero).setAutoPadding(false).update(blocks),
    decrypt: (blocks) => createDecipheriv(mode, key, zero).setAutoPadding(false).update(blocks),
  };
}
