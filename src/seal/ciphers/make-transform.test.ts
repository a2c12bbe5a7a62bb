import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, hex } from "../../base/bytes.ts";
import { seededRandom, type Random } from "../../base/random.ts";
import { makeTransform } from "./make-transform.ts";
import { recorded } from "../testing/recorded.ts";
import type { Transform } from "./transform.ts";

interface Sealed {
  readonly password: string;
  readonly ciphertext: string;
  readonly plaintext?: string;
  readonly preamble?: string;
  readonly ok?: boolean;
  readonly note?: string;
}

const transforms: readonly [Transform["name"], Transform["id"], number][] = [
  ["null", 1, 0],
  ["twofish", 2, 16],
  ["aes", 3, 16],
  ["chacha20", 4, 16],
  ["speck", 5, 16],
];

describe.each(transforms)("%s", (name, id, overhead) => {
  const records = recorded<Sealed>(`transform_${name}`);

  test("its number on the wire", () => {
    expect(makeTransform(name, "key", seededRandom(1))).toMatchObject({ name, id, overhead });
  });

  test("seals like the reference", () => {
    const sealed = records.filter((record) => record.note === undefined);
    expect(sealed.length).toBeGreaterThan(26);
    for (const { password, plaintext, preamble, ciphertext } of sealed) {
      const transform = makeTransform(name, password, always(fromHex(preamble ?? "")));
      expect(hex(transform.seal(fromHex(plaintext!)))).toBe(ciphertext);
    }
  });

  test("opens what the reference opens, including garbled payloads", () => {
    for (const { password, plaintext, ciphertext } of records) {
      const sealed = fromHex(ciphertext);
      const opened = makeTransform(name, password, seededRandom(1)).open(sealed);
      // Records of 0 to 16 bytes have no plain text: a bare preamble is an empty frame, anything shorter is refused.
      expect(opened && hex(opened)).toBe(plaintext ?? (sealed.length === overhead ? "" : undefined));
    }
  });

  test("opens what it sealed, from and to any part of a buffer", () => {
    const transform = makeTransform(name, "key", seededRandom(2));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), fc.nat(3), (plain, offset) => {
        const sealed = Buffer.alloc(2048);
        sealed.set(transform.seal(plain), offset);
        const opened = transform.open(sealed.subarray(offset, offset + plain.length + overhead));
        expect(hex(opened!)).toBe(hex(plain));
      }),
    );
  });

  test("any bytes open to something or nothing", () => {
    const transform = makeTransform(name, "key", seededRandom(3));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(transform.open(bytes)?.length).toBe(bytes.length < overhead ? undefined : bytes.length - overhead);
      }),
    );
  });
});

function always(bytes: Uint8Array): Random {
  return { bytes: () => bytes, u32: () => 0 };
}
