import { z } from "zod";
import { fromHex, hex } from "../../../base/bytes.ts";
import { pearson128, pearson256, pearson32, pearson64 } from "../../../seal/pearson.ts";
import { check, has, hexText, kindIs } from "../check.ts";

const pearson = check(
  "Pearson hash",
  has("input", "h64"),
  z.object({
    input: hexText,
    len: z.number().optional(),
    h16: hexText.optional(),
    h32: hexText.optional(),
    h64: hexText,
    h128: hexText.optional(),
    h256: hexText.optional(),
  }),
  (record, same) => {
    const input = fromHex(record.input);
    const h32 = pearson32(input).toString(16).padStart(8, "0");
    same("length", input.length, record.len ?? input.length);
    same("h16", h32.slice(4), record.h16 ?? h32.slice(4));
    same("h32", h32, record.h32 ?? h32);
    same("h64", hex(pearson64(input)), record.h64);
    if (record.h128 !== undefined) same("h128", hex(pearson128(input)), record.h128);
    if (record.h256 !== undefined) same("h256", hex(pearson256(input)), record.h256);
  },
);

/** The password of the management port is compared by its hash (fact sheet §13). */
const managementPassword = check(
  "management password",
  kindIs("management_password_hash"),
  z.object({ password: z.string(), pearson64: hexText }),
  (record, same) => same("hash", hex(pearson64(Buffer.from(record.password, "utf8"))), record.pearson64),
);

export const hashes = [pearson, managementPassword];
