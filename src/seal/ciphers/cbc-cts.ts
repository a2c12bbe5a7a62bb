import type { Random } from "../../base/random.ts";

/**
 * A 16-byte block cipher in CBC mode with a zero IV. Inputs are whole blocks, results new arrays; `encrypt` may spoil
 * its input.
 */
export interface Cbc {
  encrypt(blocks: Uint8Array): Uint8Array;
  decrypt(blocks: Uint8Array): Uint8Array;
}

/**
 * CBC with ciphertext stealing, variant "CS2" (NIST SP 800-38A addendum), over a random preamble and the plain text
 * (fact sheet §6): the last two blocks are swapped only if padding was needed. The preamble serves as the IV.
 */
export function sealCts(cbc: Cbc, plain: Uint8Array, random: Random): Uint8Array {
  const length = block + plain.length;
  const rest = length % block;
  const padded = new Uint8Array(rest === 0 ? length : length + block - rest);
  padded.set(random.bytes(block));
  padded.set(plain, block);
  const sealed = cbc.encrypt(padded);
  if (rest === 0) return sealed;
  const last = sealed.length - block;
  const stolen = Uint8Array.from(sealed.subarray(last - block, last - block + rest));
  sealed.copyWithin(last - block, last);
  sealed.set(stolen, last);
  return sealed.subarray(0, length);
}

/**
 * Undefined = shorter than a preamble. No other error is detectable: the reference checks for zeros after the plain
 * text, but there the last block is XORed with a copy of itself.
 */
export function openCts(cbc: Cbc, sealed: Uint8Array): Uint8Array | undefined {
  const length = sealed.length;
  if (length < block) return undefined;
  const rest = length % block;
  if (rest === 0) return cbc.decrypt(sealed).subarray(block);
  const last = length - rest;
  const blocks = new Uint8Array(last + block);
  blocks.set(sealed.subarray(0, last - block));
  const final = sealed.subarray(last - block, last);
  blocks.set(cbc.decrypt(final), last - block);
  blocks.set(sealed.subarray(last), last - block);
  blocks.set(final, last);
  return cbc.decrypt(blocks).subarray(block, length);
}

const block = 16;
