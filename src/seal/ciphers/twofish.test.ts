import { expect, test } from "vitest";
import { fromHex, hex } from "../../base/bytes.ts";
import { recorded } from "../testing/recorded.ts";
import { twofish256 } from "./twofish.ts";

interface Block {
  readonly key: string;
  readonly plaintext: string;
  readonly ciphertext: string;
}

test.each(recorded<Block>("twofish_block"))("$key", ({ key, plaintext, ciphertext }) => {
  const cipher = twofish256(fromHex(key));
  const bytes = fromHex(plaintext);
  const block = new Int32Array(bytes.buffer);
  cipher.encrypt(block);
  expect(hex(bytes)).toBe(ciphertext);
  cipher.decrypt(block);
  expect(hex(bytes)).toBe(plaintext);
});
