import { z } from "zod";
import { fromHex, hex } from "../../../base/bytes.ts";
import { type HeaderCipher, headerCipher } from "../../../seal/header.ts";
import { pearson64 } from "../../../seal/pearson.ts";
import { stampFrom, stampText } from "../../../seal/stamps/text.ts";
import { communityField } from "../../community-field.ts";
import { hexOfLength, check, hexText } from "../check.ts";

const common = { community: z.string(), dynamic_key: hexOfLength(16).optional(), encrypted: hexText };

const sealed = check(
  "encrypted header",
  (record) => record["case"] === "ok",
  z.object({
    ...common,
    plain: hexText,
    stamp: hexOfLength(8),
    random4: hexOfLength(4),
    checksum64: hexOfLength(8).optional(),
  }),
  (record, same) => {
    const plain = fromHex(record.plain);
    if (record.checksum64 !== undefined) same("checksum", hex(pearson64(plain)), record.checksum64);
    const cipher = cipherOf(record);
    same("encrypted", hex(cipher.seal(plain, stampFrom(record.stamp))), record.encrypted);
    const opened = cipher.open(fromHex(record.encrypted));
    same("decrypted", opened && hex(opened.packet), record.plain);
    same("stamp", opened && stampText(opened.stamp), record.stamp);
  },
);

const refused = check(
  "header to refuse",
  (record) => record["case"] === "reject",
  z.object(common),
  (record, same) => {
    const opened = cipherOf(record).open(fromHex(record.encrypted));
    same("decrypted", opened && hex(opened.packet), undefined);
  },
);

function cipherOf(record: { community: string; dynamic_key?: string | undefined; random4?: string }): HeaderCipher {
  const random = { bytes: () => fromHex(record.random4 ?? "00000000"), u32: () => 0 };
  const dynamic = record.dynamic_key === undefined ? {} : { secret: fromHex(record.dynamic_key), coverPayloadIv: true };
  return headerCipher(communityField(record.community)!, random, dynamic);
}

export const headers = [sealed, refused];
