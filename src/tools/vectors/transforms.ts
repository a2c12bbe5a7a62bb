import { z } from "zod";
import { fromHex, hex } from "../../base/bytes.ts";
import type { Random } from "../../base/random.ts";
import { makeTransform } from "../../seal/ciphers/make-transform.ts";
import type { Transform } from "../../seal/ciphers/transform.ts";
import { hexOfLength, check, has, hexText, type Hearing } from "./check.ts";

/** By their numbers on the wire (fact sheet §6). */
export const transformsById = [undefined, "null", "twofish", "aes", "chacha20", "speck"] as const;

const shape = z.object({
  password: z.string(),
  preamble: hexOfLength(16).optional(),
  plaintext: hexText.optional(),
  ciphertext: hexText,
  ok: z.boolean().optional(),
  note: z.string().optional(),
  decoder_return: z.number().optional(),
});

const transform = check("payload transform", has("password", "ciphertext"), shape, (record, same, { file }) => {
  const name = transformOf(file);
  if (name === undefined) return same("the transform that the file is about", undefined, "(transform id 1 to 5)");
  const pinned: Random = { bytes: () => fromHex(record.preamble ?? ""), u32: () => 0 };
  const made = makeTransform(name, record.password, pinned);
  const sealed = fromHex(record.ciphertext);
  const opened = made.open(sealed);
  if (isSealing(record)) same("sealed", hex(made.seal(fromHex(record.plaintext!))), record.ciphertext);
  // A bare preamble is an empty frame for us; the reference's decoders agree, or refuse it.
  if (record.plaintext === undefined) same("opened", opened?.length ?? 0, 0);
  else if (record.ok === false) same("opened", opened, undefined);
  else same("opened", opened && hex(opened), record.plaintext);
});

/** A record of the encoder; others were damaged or truncated after sealing. */
function isSealing({ plaintext, ok }: z.infer<typeof shape>): boolean {
  return plaintext !== undefined && ok === undefined;
}

/** The transform is not in the records, but in the file's description or name. */
function transformOf({ description, name }: Hearing["file"]): Transform["name"] | undefined {
  const id = /transform id (\d)/.exec(description)?.[1];
  if (id !== undefined) return transformsById[Number(id)];
  return transformsById.find((one) => one !== undefined && name.includes(one));
}

export const transforms = [transform];
