import koffi from "koffi";
import { Bug } from "../../../base/bug.ts";
import type { KernelMemory } from "./kernel-memory.ts";

/** AES without padding over bytes of the core's memory, in place. */
export interface BlockEngine {
  /** Fewer packets than this side by side are faster one by one. */
  readonly fewest: number;
  /** Every block by itself. */
  encrypt(offset: number, length: number): void;
  decrypt(offset: number, length: number): void;
  /** CBC with a zero IV. */
  encryptChained(offset: number, length: number): void;
}

/**
 * OpenSSL as the node binary carries it (EVP_EncryptInit(3)), without node:crypto's cost per call. Undefined = this
 * node does not export it.
 */
export function opensslEngine(memory: KernelMemory, key: Uint8Array): BlockEngine | undefined {
  const evp = load();
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
  const run = (update: Update, context: number, offset: number, length: number): void => {
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

type Init = (context: unknown, cipher: unknown, engine: null, key: Uint8Array, iv: Uint8Array) => number;
type Update = (context: number, out: number, outLength: number, from: number, length: number) => number;

const contextPrototype = "void *EVP_CIPHER_CTX_new()";

function load() {
  try {
    const library = koffi.load(null);
    const func = <Signature>(prototype: string): Signature => library.func(prototype) as unknown as Signature;
    const init = (name: string) =>
      func<Init>(`int ${name}(void *context, void *cipher, void *engine, const uint8_t *key, const uint8_t *iv)`);
    const update = (name: string) =>
      func<Update>(`int ${name}(uint64_t context, uint64_t out, uint64_t outLength, uint64_t from, int length)`);
    const fresh = func<() => unknown>(contextPrototype);
    const pad = func<(context: unknown, padding: number) => number>(
      "int EVP_CIPHER_CTX_set_padding(void *context, int padding)",
    );
    return {
      cipher: (name: string): unknown => func<() => unknown>(`void *${name}()`)(),
      encryptInit: init("EVP_EncryptInit_ex"),
      decryptInit: init("EVP_DecryptInit_ex"),
      encryptUpdate: update("EVP_EncryptUpdate"),
      decryptUpdate: update("EVP_DecryptUpdate"),
      encryptAgain: library.func("EVP_EncryptInit_ex", "int", [
        "uint64_t",
        "uint64_t",
        "uint64_t",
        "uint64_t",
        "uint64_t",
      ]) as unknown as (context: number, cipher: number, engine: number, key: number, iv: number) => number,
      /** Lives as long as the process, as its key does. */
      context(initialise: Init, cipher: unknown, key: Uint8Array): number {
        const context = fresh();
        if (initialise(context, cipher, null, key, new Uint8Array(16)) !== 1) throw new Bug("OpenSSL refused a key");
        pad(context, 0);
        return Number(koffi.address(context));
      },
    };
  } catch {
    return undefined;
  }
}
