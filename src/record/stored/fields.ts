import { z } from "zod";
import { ipBytes } from "../../base/address/ip.ts";
import type { Mac } from "../../base/address/mac.ts";
import { fromHex } from "../../base/bytes.ts";
import { spec } from "../../wire/spec.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";
import { unpack } from "../packed.ts";

// Fields in the lines of a recording, parsed strictly, because its sender may have changed it.

export const address = z.string().refine((text) => ipBytes(text) !== undefined, "not a numeric address");
export const portSchema = z.int().min(0).max(65_535);
export const endpointSchema = z.strictObject({ address, port: portSchema });
export const ipNet = z.strictObject({ address, prefix: z.int().min(0).max(32) });
export const macSchema = z
  .string()
  .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
  .transform((text) => text as Mac);
export const communitySchema = latin1(1, spec.communityBytes - 1).transform((text) => text as CommunityName);
export const fieldTextSchema = latin1(0, 63).transform((text) => text as FieldText);
export const hexTextSchema = z.string().regex(/^([0-9a-f]{2})*$/);
export const hexBytes = hexTextSchema.transform(fromHex);
export const countSchema = z.int().min(0);

export const packed = z
  .strictObject({ hex: hexTextSchema, size: z.int().min(0).max(65_535) })
  .refine(({ hex, size }) => hex.length <= 2 * size, "more bytes than its size");
export const packedBytes = packed.transform(unpack);

/** One character per byte, none of them zero. */
function latin1(least: number, most: number) {
  return z
    .string()
    .min(least)
    .max(most)
    .refine((text) => [...text].every((char) => char > "\0" && char <= "\u00ff"), "not bytes without zero");
}
