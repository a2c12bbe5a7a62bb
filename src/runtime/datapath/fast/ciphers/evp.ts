/**
 * What seals and opens payloads in a packet core's memory. `../edge/sealing.ts` chooses by the transform:
 *
 * - AES: blocks of many packets at once, by `openssl.ts`, else `node-engine.ts`; `../edge/core/ciphers/cbc.ts` chains them
 * - ChaCha20: one key stream for many packets, by `chacha20.ts`, as `../edge/core/ciphers/key-stream.ts` lays it; without OpenSSL
 *   `../edge/core/ciphers/chacha20.ts`
 * - SPECK and Twofish: in the core alone, `../edge/core/ciphers/speck.ts` and `../edge/core/ciphers/twofish.ts`
 *
 * `../edge/sessions.ts` seals authenticated payloads with AES-GCM, by `gcm.ts`, else `node-gcm.ts`.
 *
 * Here: OpenSSL's functions as the node binary carries them.
 *
 * @module
 */
import koffi from "koffi";
import { Bug } from "../../../../base/bug.ts";

type Init = (context: unknown, cipher: unknown, engine: null, key: Uint8Array, iv: Uint8Array) => number;
type Update = (context: number, out: number, outLength: number, from: number, length: number) => number;
type Again = (context: number, cipher: number, engine: number, key: number, iv: number) => number;

type Begin = (context: unknown, cipher: unknown, engine: null, key: Uint8Array, iv: null, encrypt: number) => number;
type Numbers = (...values: number[]) => number;

/**
 * OpenSSL's EVP (EVP_EncryptInit(3)) in the node binary, by address. Undefined = this node does not export it.
 */
export function evp(): Evp | undefined {
  loaded ??= { evp: load() };
  return loaded.evp;
}

type Evp = NonNullable<ReturnType<typeof load>>;

/** Functions are looked up once, not for each key. */
let loaded: { readonly evp: Evp | undefined } | undefined;

function load() {
  try {
    const library = koffi.load(null);
    const func = <Signature>(prototype: string): Signature => library.func(prototype) as unknown as Signature;
    const init = (name: string) =>
      func<Init>(`int ${name}(void *context, void *cipher, void *engine, const uint8_t *key, const uint8_t *iv)`);
    const update = (name: string) =>
      func<Update>(`int ${name}(uint64_t context, uint64_t out, uint64_t outLength, uint64_t from, int length)`);
    const fresh = func<() => unknown>("void *EVP_CIPHER_CTX_new()");
    const pad = func<(context: unknown, padding: number) => number>(
      "int EVP_CIPHER_CTX_set_padding(void *context, int padding)",
    );
    const byNumbers = (name: string, ...types: string[]) => library.func(name, "int", types) as unknown as Numbers;
    const word = "uint64_t";
    return {
      fresh,
      free: func<(context: unknown) => void>("void EVP_CIPHER_CTX_free(void *context)"),
      begin: func<Begin>(
        "int EVP_CipherInit_ex(void *context, void *cipher, void *engine, const uint8_t *key, const uint8_t *iv, int encrypt)",
      ),
      nonce: byNumbers("EVP_CipherInit_ex", word, word, word, word, word, "int"),
      update: byNumbers("EVP_CipherUpdate", word, word, word, word, "int"),
      final: byNumbers("EVP_CipherFinal_ex", word, word, word),
      control: byNumbers("EVP_CIPHER_CTX_ctrl", word, "int", "int", word),
      cipher: (name: string): unknown => func<() => unknown>(`void *${name}()`)(),
      encryptInit: init("EVP_EncryptInit_ex"),
      decryptInit: init("EVP_DecryptInit_ex"),
      encryptUpdate: update("EVP_EncryptUpdate"),
      decryptUpdate: update("EVP_DecryptUpdate"),
      /** Sets another IV; everything else is unchanged. */
      encryptAgain: library.func("EVP_EncryptInit_ex", "int", [word, word, word, word, word]) as unknown as Again,
      /** Never freed, because its key is used as long as the process runs. */
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
