import { z } from "zod";
import { fromHex, hex } from "../../../base/bytes.ts";
import { speck } from "../../../seal/ciphers/speck.ts";
import { twofish256 } from "../../../seal/ciphers/twofish.ts";
import { hexOfLength, check, has, hexText } from "../check.ts";

const speckBlock = check(
  "SPECK block",
  (record) => record["op"] === "ecb128",
  z.object({ key: hexOfLength(16), plaintext: hexOfLength(16), ciphertext: hexOfLength(16) }),
  ({ key, plaintext, ciphertext }, same) => {
    const cipher = speck(fromHex(key));
    same("encrypted", hex(cipher.encryptBlock(fromHex(plaintext))), ciphertext);
    same("decrypted", hex(cipher.decryptBlock(fromHex(ciphertext))), plaintext);
  },
);

const speckCounter = check(
  "SPECK in counter mode",
  (record) => record["op"] === "ctr128" || record["op"] === "ctr256",
  z.discriminatedUnion("op", [
    z.object({
      op: z.literal("ctr128"),
      key: hexOfLength(16),
      iv: hexOfLength(16),
      plaintext: hexText,
      ciphertext: hexText,
    }),
    z.object({
      op: z.literal("ctr256"),
      key: hexOfLength(32),
      iv: hexOfLength(16),
      plaintext: hexText,
      ciphertext: hexText,
    }),
  ]),
  ({ key, iv, plaintext, ciphertext }, same) => {
    const apply = (text: string) => {
      const bytes = fromHex(text);
      speck(fromHex(key)).ctr(fromHex(iv), bytes, 0, bytes.length);
      return hex(bytes);
    };
    same("encrypted", apply(plaintext), ciphertext);
    same("decrypted", apply(ciphertext), plaintext);
  },
);

const twofishBlock = check(
  "Twofish block",
  (record) => has("key", "plaintext", "ciphertext")(record) && !has("op")(record),
  z.object({ key: hexOfLength(32), plaintext: hexOfLength(16), ciphertext: hexOfLength(16) }),
  ({ key, plaintext, ciphertext }, same) => {
    const cipher = twofish256(fromHex(key));
    const bytes = fromHex(plaintext);
    const block = new Int32Array(bytes.buffer);
    cipher.encrypt(block);
    same("encrypted", hex(bytes), ciphertext);
    bytes.set(fromHex(ciphertext));
    cipher.decrypt(block);
    same("decrypted", hex(bytes), plaintext);
  },
);

export const ciphers = [speckBlock, speckCounter, twofishBlock];
