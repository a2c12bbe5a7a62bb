import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, fromHex, hex } from "../../base/bytes.ts";
import { compression, decompress } from "./compression.ts";
import { lzoCompress } from "./lzo-compress.ts";
import { recorded } from "../testing/recorded.ts";

interface Compressed {
  readonly compression_id: number;
  readonly data: string;
  readonly plaintext: string;
  readonly compressed: string;
  readonly used_on_wire: boolean;
}

const lzo = recorded<Compressed>("compression").filter((record) => record.compression_id === compression.lzo1x);
const { lzo1x } = compression;

describe("LZO1X", () => {
  test.each(lzo)("$plaintext_len bytes of $data", ({ plaintext, compressed, used_on_wire }) => {
    expect(hex(decompress(lzo1x, fromHex(compressed))!)).toBe(plaintext);
    const ours = lzoCompress(fromHex(plaintext));
    expect(hex(decompress(lzo1x, ours)!)).toBe(plaintext);
    if (used_on_wire) expect(ours.length).toBeLessThan(plaintext.length / 2);
  });

  test("every stream cut short is refused", () => {
    for (const { compressed } of lzo.filter((record) => record.compressed.length < 400)) {
      const bytes = fromHex(compressed);
      for (let length = 0; length < bytes.length; length++) {
        expect(decompress(lzo1x, bytes.subarray(0, length))).toBeUndefined();
      }
    }
  });

  test("a stream may not go on behind its end, point before its start, or grow without end", () => {
    expect(decompress(lzo1x, fromHex("120011000000"))).toBeUndefined();
    expect(decompress(lzo1x, fromHex("120041ff110000"))).toBeUndefined();
    expect(decompress(lzo1x, lzoCompress(new Uint8Array(2049)))).toBeUndefined();
    expect(decompress(lzo1x, lzoCompress(new Uint8Array(2048)))).toHaveLength(2048);
  });

  test("any bytes are decompressed or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(decompress(lzo1x, bytes)?.length ?? 0).toBeLessThanOrEqual(2048);
      }),
      { numRuns: 500 },
    );
  });

  test("what was compressed comes back, whether it repeats itself or not", () => {
    const piece = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 20 }));
    const frame = fc
      .array(piece, { maxLength: 20 })
      .map((pieces) => concat(...pieces.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes))));
    fc.assert(
      fc.property(frame, (bytes) => {
        const plain = bytes.subarray(0, 2048);
        expect(hex(decompress(lzo1x, lzoCompress(plain))!)).toBe(hex(plain));
      }),
      { numRuns: 300 },
    );
  });
});

test("an uncompressed frame is passed on, an unknown compression refused", () => {
  const frame = fromHex("0102");
  expect(decompress(compression.none, frame)).toBe(frame);
  expect(decompress(0, frame)).toBeUndefined();
  expect(decompress(compression.zstd, frame)).toBeUndefined();
});
