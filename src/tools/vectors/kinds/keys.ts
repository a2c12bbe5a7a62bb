import { z } from "zod";
import { fromHex, hex } from "../../../base/bytes.ts";
import { headerKeys } from "../../../seal/header-key.ts";
import { aesKey, payloadKey } from "../../../seal/payload-key.ts";
import { communityField } from "../../community-field.ts";
import { hexOfLength, check, hexText, kindIs } from "../check.ts";

const payload = check(
  "payload key",
  kindIs("payload"),
  z.object({
    password: z.string(),
    password_hex: hexText,
    pearson256: hexOfLength(32),
    aes_key_bits: z.number(),
    aes_key: hexText,
    twofish_key: hexOfLength(32),
    chacha20_key: hexOfLength(32),
    speck256_key: hexOfLength(32),
  }),
  (record, same) => {
    const typed = fromHex(record.password_hex);
    const ours = hex(payloadKey(typed));
    same("key of the text", hex(payloadKey(record.password)), ours);
    for (const name of ["pearson256", "twofish_key", "chacha20_key", "speck256_key"] as const) {
      same(name, ours, record[name]);
    }
    same("aes_key", hex(aesKey(typed)), record.aes_key);
    same("aes_key_bits", aesKey(typed).length * 8, record.aes_key_bits);
  },
);

const header = check(
  "static header keys",
  kindIs("header"),
  z.object({
    community: z.string(),
    community20: hexOfLength(20),
    static_header_key: hexOfLength(16),
    static_iv_key: hexOfLength(16),
  }),
  (record, same) => {
    const field = communityField(record.community);
    same("community20", field && hex(field), record.community20);
    const { head, iv } = headerKeys(fromHex(record.community20));
    same("static_header_key", hex(head), record.static_header_key);
    same("static_iv_key", hex(iv), record.static_iv_key);
  },
);

const dynamicHeader = check(
  "dynamic header keys",
  kindIs("header_dynamic"),
  z.object({ dynamic_key: hexOfLength(16), dynamic_header_key: hexOfLength(16), dynamic_iv_key: hexOfLength(16) }),
  (record, same) => {
    const { head, iv } = headerKeys(fromHex(record.dynamic_key));
    same("dynamic_header_key", hex(head), record.dynamic_header_key);
    same("dynamic_iv_key", hex(iv), record.dynamic_iv_key);
  },
);

export const keys = [payload, header, dynamicHeader];
