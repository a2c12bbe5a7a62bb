import { pearson128 } from "./pearson.ts";

/** The two SPECK-128/128 keys of header encryption (fact sheet §8.1). */
export interface HeaderKeyPair {
  readonly head: Uint8Array;
  readonly iv: Uint8Array;
}

/** From the 20 bytes of a community's name, or from the 16 bytes of a dynamic key (§9.5). */
export function headerKeys(secret: Uint8Array): HeaderKeyPair {
  const head = headKey(secret);
  return { head, iv: ivKey(head) };
}

export const headKey = (secret: Uint8Array): Uint8Array => pearson128(secret);
export const ivKey = (head: Uint8Array): Uint8Array => pearson128(head);
