import { Bug } from "../../base/bug.ts";
import { bytesOf, cutText, printable, textOf } from "../../base/byte-text.ts";
import type { Codec } from "./field.ts";
import type { CommunityName, FieldText } from "../message.ts";
import { recurringText } from "./recurring.ts";
import { spec } from "../spec.ts";

/**
 * `size` bytes, zero padded, the last one always zero. Read as Latin-1 up to the first zero, so that any bytes pass a
 * supernode unchanged. Bytes after the first zero are stale memory of the sender (§3.8) and are ignored.
 */
export function text(size: number): Codec<FieldText> {
  return {
    name: "text",
    bytes: size,
    read: (reader) => latin1(reader.take(size).subarray(0, size - 1)) as FieldText,
    write: (writer, value) => writer.put(padded(value, size)),
  };
}

export const community: Codec<CommunityName> = {
  name: "text",
  bytes: spec.communityBytes,
  read(reader) {
    const start = reader.at;
    const bytes = reader.take(spec.communityBytes);
    if (bytes[0] === 0 || bytes[spec.communityBytes - 1] !== 0) reader.fail("community", start);
    return recurringText(bytes, 0) as CommunityName;
  },
  write: (writer, value) => writer.put(padded(value, spec.communityBytes)),
};

/**
 * Parses text from the user, which contains no zero character: as many whole characters of its UTF-8 as a field of
 * `size` bytes holds beside the zero; raw bytes are kept (`textOf`).
 */
export function fieldText(value: string, size: number): FieldText {
  return Buffer.from(bytesOf(cutText(value, size - 1))).toString("latin1") as FieldText;
}

export const noText = "" as FieldText;

/** The text as the user wrote it. */
export function shownText(field: FieldText | CommunityName): string {
  return textOf(Buffer.from(field, "latin1"));
}

/** The same, safe for screens and logs, because peers choose these texts. */
export const printableText = (field: FieldText | CommunityName): string => printable(shownText(field));

/** Latin-1 text up to the first zero byte. */
export function latin1(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.buffer, bytes.byteOffset, end < 0 ? bytes.length : end).toString("latin1");
}

/** Latin-1 bytes of `value`, padded to `size` with at least one zero. */
export function padded(value: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  writeText(bytes, 0, value, size);
  return bytes;
}

/** The same, written to memory that is all zeros. */
export function writeText(bytes: Uint8Array, at: number, value: string, size: number): void {
  if (value.length >= size) throw new Bug(`does not fit ${size} bytes: ${value}`);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 0 || code > 0xff) throw new Bug(`not Latin-1 text: ${JSON.stringify(value)}`);
    bytes[at + i] = code;
  }
}
