import { createCipheriv, createDecipheriv } from "node:crypto";
import { concat } from "../base/bytes.ts";

/** AES-256-GCM as decision record 0002 uses it: the nonce is a counter that its key never sees twice. */
export const gcm = { tagBytes: 16, keyBytes: 32 } as const;

/** Ciphertext ‖ tag. `associated` is authenticated with it, not sent. */
export function sealGcm(key: Uint8Array, counter: number, associated: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, nonce(counter));
  cipher.setAAD(associated);
  return concat(cipher.update(plain), cipher.final(), cipher.getAuthTag());
}

/** Undefined = not sealed with this key, counter and data, or modified. */
export function openGcm(
  key: Uint8Array,
  counter: number,
  associated: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < gcm.tagBytes) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce(counter), { authTagLength: gcm.tagBytes });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(-gcm.tagBytes));
  const plain = decipher.update(sealed.subarray(0, -gcm.tagBytes));
  try {
    decipher.final();
    return new Uint8Array(plain);
  } catch {
    // The only possible reason: the tag is wrong.
    return undefined;
  }
}

function nonce(counter: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, Math.floor(counter / 2 ** 32));
  view.setUint32(8, counter >>> 0);
  return bytes;
}
