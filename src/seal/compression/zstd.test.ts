import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { fromHex, hex } from "../../base/bytes.ts";
import { compression, decompress } from "./compression.ts";
import { recorded } from "../testing/recorded.ts";
import { loadZstd, type Zstd } from "./zstd.ts";

interface Compressed {
  readonly compression_id: number;
  readonly plaintext: string;
  readonly compressed: string;
}

const records = recorded<Compressed>("compression").filter((record) => record.compression_id === compression.zstd);
let zstd: Zstd;
beforeAll(async () => {
  zstd = await loadZstd();
});
const open = (bytes: Uint8Array) => decompress(compression.zstd, bytes, zstd);

describe("zstd", () => {
  test.each(records)("$plaintext_len bytes of $data", ({ plaintext, compressed }) => {
    expect(hex(open(fromHex(compressed))!)).toBe(plaintext);
    expect(hex(open(zstd.compress(fromHex(plaintext)))!)).toBe(plaintext);
  });

  test("loaded again, it still works", async () => {
    const again = await loadZstd();
    for (const one of [zstd, again]) expect(open(one.compress(new Uint8Array(100)))).toHaveLength(100);
  });

  test("truncated frames are refused", () => {
    const whole = fromHex(records.at(-1)!.compressed);
    for (let length = 0; length < whole.length; length++) expect(open(whole.subarray(0, length))).toBeUndefined();
  });

  test("a frame larger than any, claimed or real, is refused", () => {
    expect(open(zstd.compress(new Uint8Array(2048)))).toHaveLength(2048);
    expect(open(zstd.compress(new Uint8Array(2049)))).toBeUndefined();
    // Single segment, 8-byte content size of 2^63; and no size at all with an RLE block of 128 KiB (RFC 8878 §3.1.1.2).
    expect(open(fromHex("28b52ffde0000000000000008001"))).toBeUndefined();
    expect(open(fromHex("28b52ffd0070030010ee"))).toBeUndefined();
  });

  test("several frames in a row may not contain more than the first one claims", () => {
    const one = zstd.compress(new Uint8Array(100));
    expect(open(Buffer.concat([one, one]))).toBeUndefined();
  });

  test("any bytes after any prefix are refused or decompress to a bounded size", () => {
    const start = fc.constantFrom(
      "",
      "28b52ffd",
      "28b52ffd20",
      "28b52ffd60",
      ...records.slice(0, 9).map((r) => r.compressed),
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 100 }), (head, tail) => {
        expect(open(Buffer.concat([fromHex(head), tail]))?.length ?? 0).toBeLessThanOrEqual(2048);
      }),
      { numRuns: 500 },
    );
  });
});
