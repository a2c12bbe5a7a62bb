/**
 * Seals and opens the payload of PACKETs (fact sheet §6). One instance per key; stateless apart from its randomness,
 * so datagrams may arrive in any order.
 */
export interface Transform {
  readonly name: "null" | "twofish" | "aes" | "chacha20" | "speck";
  /** The number on the wire. */
  readonly id: 1 | 2 | 3 | 4 | 5;
  /** Bytes that `seal` adds: 0 or 16. */
  readonly overhead: number;
  seal(plain: Uint8Array): Uint8Array;
  /** Undefined = not sealed with this key, or too short: drop and count. */
  open(sealed: Uint8Array): Uint8Array | undefined;
}
