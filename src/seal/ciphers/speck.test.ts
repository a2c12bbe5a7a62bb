import { describe, expect, test } from "vitest";
import { fromHex, hex } from "../../base/bytes.ts";
import { recorded } from "../testing/recorded.ts";
import { speck } from "./speck.ts";

interface Ciphered {
  readonly op: "ecb128" | "ctr128" | "ctr256";
  readonly key: string;
  readonly iv?: string;
  readonly plaintext: string;
  readonly ciphertext: string;
}

const records = recorded<Ciphered>("speck");

describe("single blocks", () => {
  const blocks = records.filter((record) => record.op === "ecb128");
  test.each(blocks)("$key", ({ key, plaintext, ciphertext }) => {
    expect(hex(speck(fromHex(key)).encryptBlock(fromHex(plaintext)))).toBe(ciphertext);
    expect(hex(speck(fromHex(key)).decryptBlock(fromHex(ciphertext)))).toBe(plaintext);
  });
});

describe("counter mode", () => {
  const streams = records.filter((record) => record.op !== "ecb128");
  test.each(streams)("$op, $len bytes", ({ key, iv, plaintext, ciphertext }) => {
    const bytes = fromHex(`ffff${plaintext}ee`);
    speck(fromHex(key)).ctr(fromHex(iv!), bytes, 2, bytes.length - 1);
    expect(hex(bytes)).toBe(`ffff${ciphertext}ee`);
  });
});
