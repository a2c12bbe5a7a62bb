/** A compression of single frames. Stateless, so datagrams may arrive in any order. */
export interface Codec {
  compress(plain: Uint8Array): Uint8Array;
  /** Undefined = damaged, or larger than `limit` bytes. */
  decompress(compressed: Uint8Array, limit: number): Uint8Array | undefined;
}
