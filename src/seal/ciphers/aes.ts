import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "../../base/random.ts";
import { openCts, sealCts, type Cbc } from "./cbc-cts.ts";
import { aesKey, type KeyString } from "../payload-key.ts";
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

/**
 * Creating a cipher costs more than encrypting a packet, so one is used for all: to it, all packets are one chain,
 * and the previous packet's last block is removed from each first block.
 */
function aesCbc(key: Uint8Array): Cbc {
  const mode = `aes-${key.length * 8}-cbc`;
  const cipher = createCipheriv(mode, key, new Uint8Array(block)).setAutoPadding(false);
  const decipher = createDecipheriv(mode, key, new Uint8Array(block)).setAutoPadding(false);
  const sent = new Uint8Array(block);
  const received = new Uint8Array(block);
  return {
    encrypt(blocks) {
      xorInto(blocks, sent);
      const sealed = cipher.update(blocks);
      sent.set(sealed.subarray(-block));
      return sealed;
    },
    decrypt(blocks) {
      const plain = decipher.update(blocks);
      xorInto(plain, received);
      received.set(blocks.subarray(-block));
      return plain;
    },
  };
}

function xorInto(bytes: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < block; i++) bytes[i]! ^= other[i]!;
}

const block = 16;
