import koffi from "koffi";
import { Bug } from "../../../../base/bug.ts";
import { gcm as spec } from "../../../../seal/authenticated.ts";
import { evp as loadedEvp } from "./evp.ts";
import type { KernelMemory } from "../shared/kernel-memory.ts";

/** AES-256-GCM under one key, over bytes of the core's memory, in place; the tag follows them. */
export interface Gcm extends Disposable {
  /** `row`: associated data and the nonce (`core/sealed.ts`). */
  seal(row: number, offset: number, length: number): void;
  /** False = the tag is wrong; the bytes are then garbage. */
  open(row: number, offset: number, length: number): boolean;
}

/** openssl/evp.h */
const control = { getTag: 0x10, setTag: 0x11 } as const;

/** OpenSSL in the node binary (EVP_EncryptInit(3)). Undefined = this node does not export it. */
export function opensslGcm(memory: KernelMemory, key: Uint8Array): Gcm | undefined {
  const evp = loadedEvp();
  if (evp === undefined) return undefined;
  const { at, layout } = memory.core;
  const { associatedLength, rowNonceAt } = layout;
  const lengthAt = memory.address(at.openssl, 4);
  const made = evp.fresh();
  const context = Number(koffi.address(made));
  if (evp.begin(made, evp.cipher("EVP_aes_256_gcm"), null, Uint8Array.from(key), null, 1) !== 1)
    throw new Bug("OpenSSL refused a key");
  return {
    seal(row, offset, length) {
      const text = memory.address(offset, length + spec.tagBytes);
      const done =
        evp.nonce(context, 0, 0, 0, memory.address(row + rowNonceAt, 12), 1) === 1 &&
        evp.update(context, 0, lengthAt, memory.address(row, associatedLength), associatedLength) === 1 &&
        evp.update(context, text, lengthAt, text, length) === 1 &&
        evp.final(context, text + length, lengthAt) === 1 &&
        evp.control(context, control.getTag, spec.tagBytes, text + length) === 1;
      if (!done) throw new Bug("OpenSSL did not seal");
    },
    open(row, offset, length) {
      const text = memory.address(offset, length + spec.tagBytes);
      return (
        evp.nonce(context, 0, 0, 0, memory.address(row + rowNonceAt, 12), 0) === 1 &&
        evp.control(context, control.setTag, spec.tagBytes, text + length) === 1 &&
        evp.update(context, 0, lengthAt, memory.address(row, associatedLength), associatedLength) === 1 &&
        evp.update(context, text, lengthAt, text, length) === 1 &&
        evp.final(context, text + length, lengthAt) === 1
      );
    },
    [Symbol.dispose]: () => evp.free(made),
  };
}
