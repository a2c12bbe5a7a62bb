import { Bug } from "../../../../base/bug.ts";
import { evp as loadedEvp } from "./evp.ts";
import type { KernelMemory } from "../shared/kernel-memory.ts";

/** AES without padding over bytes of the core's memory, in place. */
export interface BlockEngine {
  /** Fewer packets than this are faster one by one than side by side. */
  readonly fewest: number;
  /** Each block independently (ECB). */
  encrypt(offset: number, length: number): void;
  decrypt(offset: number, length: number): void;
  /** CBC with a zero IV. */
  encryptChained(offset: number, length: number): void;
}

/**
 * OpenSSL without node:crypto's cost per call. Undefined = this node does not export it.
 */
export function opensslEngine(memory: KernelMemory, key: Uint8Array): BlockEngine | undefined {
  const evp = loadedEvp();
  if (evp === undefined) return undefined;
  const bits = key.length * 8;
  const ecb = evp.cipher(`EVP_aes_${bits}_ecb`);
  const cbc = evp.cipher(`EVP_aes_${bits}_cbc`);
  const { at } = memory.core;
  const lengthAt = memory.address(at.openssl, 4);
  const zeroAt = memory.address(at.openssl + 16, 16);
  memory.core.bytes.fill(0, at.openssl, at.openssl + 32);
  const encrypting = evp.context(evp.encryptInit, ecb, key);
  const decrypting = evp.context(evp.decryptInit, ecb, key);
  const chaining = evp.context(evp.encryptInit, cbc, key);
  const run = (update: typeof evp.encryptUpdate, context: number, offset: number, length: number): void => {
    const address = memory.address(offset, length);
    if (update(context, address, lengthAt, address, length) !== 1) throw new Bug("OpenSSL refused whole blocks");
  };
  return {
    fewest: 6,
    encrypt: (offset, length) => run(evp.encryptUpdate, encrypting, offset, length),
    decrypt: (offset, length) => run(evp.decryptUpdate, decrypting, offset, length),
    encryptChained(offset, length) {
      evp.encryptAgain(chaining, 0, 0, 0, zeroAt);
      run(evp.encryptUpdate, chaining, offset, length);
    },
  };
}
