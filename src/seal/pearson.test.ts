import { describe, expect, test } from "vitest";
import { fromHex, hex } from "../base/bytes.ts";
import { aesKey, payloadKey } from "./payload-key.ts";
import { pearson128, pearson256, pearson32, pearson64 } from "./pearson.ts";
import { recorded } from "./testing/recorded.ts";

interface Hashed {
  readonly len: number;
  readonly input: string;
  readonly h32: string;
  readonly h64: string;
  readonly h128: string;
  readonly h256: string;
}

describe("Pearson block hash", () => {
  test.each(recorded<Hashed>("pearson"))("$len bytes", (record) => {
    const input = fromHex(record.input);
    expect(input).toHaveLength(record.len);
    expect(pearson32(input).toString(16).padStart(8, "0")).toBe(record.h32);
    expect(hex(pearson64(input))).toBe(record.h64);
    expect(hex(pearson128(input))).toBe(record.h128);
    expect(hex(pearson256(input))).toBe(record.h256);
  });
});

interface Derived {
  readonly kind: string;
  readonly password: string;
  readonly password_hex: string;
  readonly aes_key: string;
  readonly chacha20_key: string;
}

describe("keys of payload ciphers", () => {
  const records = recorded<Derived>("key_derivation").filter((record) => record.kind === "payload");
  test.each(records)("$password", (record) => {
    expect(hex(payloadKey(record.password))).toBe(record.chacha20_key);
    expect(hex(aesKey(record.password))).toBe(record.aes_key);
    expect(hex(aesKey(fromHex(record.password_hex)))).toBe(record.aes_key);
  });
});
