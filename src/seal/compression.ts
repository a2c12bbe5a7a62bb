import type { Codec } from "./codec.ts";
import { lzoCompress } from "./lzo-compress.ts";
import { lzoDecompress } from "./lzo-decompress.ts";

/** Compression ids on the wire (fact sheet §7). */
export const compression = { none: 1, lzo1x: 2, zstd: 3 } as const;

export const lzo: Codec = { compress: lzoCompress, decompress: lzoDecompress };

/**
 * The Ethernet frame in an opened payload. Undefined = damaged, larger than any frame, or a compression that this edge
 * has not got: zstd is a build option of the reference too, and edges without it drop such packets.
 */
export function decompress(id: number, bytes: Uint8Array): Uint8Array | undefined {
  if (id === compression.none) return bytes;
  return id === compression.lzo1x ? lzoDecompress(bytes, spec.frameMax) : undefined;
}

/** §7: the size of the reference's buffer. */
const spec = { frameMax: 2048 } as const;
