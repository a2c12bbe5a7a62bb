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
  /** Undefined = not sealed with this key, or too short: to be dropped and counted. */
  open(sealed: Uint8Array): Uint8Array | undefined;
}

/** A payload transform as data: what another thread needs to make its own. */
export interface SealKey {
  readonly transform: Transform["name"];
  /** 16, 24 or 32 bytes for AES, 32 for the others but "null", which has none. */
  readonly key: Uint8Array;
}
