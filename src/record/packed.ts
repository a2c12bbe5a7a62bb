import { fromHex, hex } from "../base/bytes.ts";
import type { PackedBytes } from "./format.ts";

/** Blanked bytes are zeros, so most of a blanked frame takes no space. */
export function pack(bytes: Uint8Array): PackedBytes {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return { hex: hex(bytes.subarray(0, end)), size: bytes.length };
}

export function unpack({ hex: text, size }: PackedBytes): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(fromHex(text).subarray(0, size));
  return bytes;
}
