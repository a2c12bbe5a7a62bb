import { lzoCompress } from "./lzo-compress.ts";
import { lzoDecompress } from "./lzo-decompress.ts";
import type { Zstd } from "./zstd.ts";

/** Compression ids on the wire (fact sheet §7). */
export const compression = { none: 1, lzo1x: 2, zstd: 3 } as const;

/** Undefined = not compressed, because of the id or because zstd is missing. */
export function compress(id: number, frame: Uint8Array, zstd?: Zstd): Uint8Array | undefined {
  if (id === compression.lzo1x) return lzoCompress(frame);
  return id === compression.zstd ? zstd?.compress(frame) : undefined;
}

/**
 * The Ethernet frame in an opened payload. Undefined = damaged, larger than any frame, or a compression that this
 * edge lacks: in the reference, too, zstd is a build option, and edges without it drop such packets.
 */
export function decompress(id: number, bytes: Uint8Array, zstd?: Zstd): Uint8Array | undefined {
  switch (id) {
    case compression.none:
      return bytes;
    case compression.lzo1x:
      return lzoDecompress(bytes, spec.frameMax);
    case compression.zstd:
      return zstd?.decompress(bytes, spec.frameMax);
    default:
      return undefined;
  }
}

/** §7: the size of the reference's buffer. */
const spec = { frameMax: 2048 } as const;
