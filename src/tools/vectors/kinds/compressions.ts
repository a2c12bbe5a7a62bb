import { z } from "zod";
import { fromHex, hex } from "../../../base/bytes.ts";
import { compression, decompress } from "../../../seal/compression/compression.ts";
import { lzoCompress } from "../../../seal/compression/lzo-compress.ts";
import type { Zstd } from "../../../seal/compression/zstd.ts";
import { type RecordCheck, check, has, hexText } from "../check.ts";

/** Our streams may differ from the recorded ones, as long as they decompress to the same data. */
export function compressions(zstd: Zstd): readonly RecordCheck[] {
  const shape = z.object({
    compression_id: z.union([z.literal(compression.lzo1x), z.literal(compression.zstd)]),
    plaintext: hexText,
    compressed: hexText,
  });
  return [
    check("compression", has("compression_id", "compressed"), shape, (record, same) => {
      const open = (bytes: Uint8Array) => {
        const plain = decompress(record.compression_id, bytes, zstd);
        return plain && hex(plain);
      };
      const plain = fromHex(record.plaintext);
      const ours = record.compression_id === compression.lzo1x ? lzoCompress(plain) : zstd.compress(plain);
      same("decompressed", open(fromHex(record.compressed)), record.plaintext);
      same("our stream, decompressed", open(ours), record.plaintext);
    }),
  ];
}
