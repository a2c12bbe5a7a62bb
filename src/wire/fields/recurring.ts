import { spec } from "../spec.ts";

/** A cache: two names with one slot evict each other. */
const places = 1 << 12;
const texts = Array<string>(places).fill("");

/**
 * Latin-1 text of at most 20 bytes at `offset`, up to the first zero byte. Names recur in nearly every datagram, so
 * the same string is returned: as a key it is found faster than an equal one, and nothing is allocated.
 */
export function recurringText(bytes: Uint8Array, offset: number): string {
  const most = Math.min(offset + spec.communityBytes, bytes.length);
  let hash = 0;
  let end = offset;
  for (; end < most && bytes[end] !== 0; end++) hash = Math.imul(hash ^ bytes[end]!, 0x9e3779b1) ^ (hash >>> 15);
  const place = hash >>> 20;
  const known = texts[place]!;
  if (isText(known, bytes, offset, end)) return known;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + offset, end - offset).toString("latin1");
  texts[place] = text;
  return text;
}

function isText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
