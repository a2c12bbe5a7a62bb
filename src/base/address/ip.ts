import { ipv4Text } from "./ipv4-word.ts";

/**
 * Numeric text → network order bytes: 4 for dotted IPv4, 16 for IPv6 (RFC 4291 §2.2, any legal spelling, no zone).
 * Undefined = not an address.
 */
export function ipBytes(text: string): Uint8Array | undefined {
  return text.includes(":") ? ipv6Bytes(text) : ipv4Bytes(text);
}

/** The family of a text that is known to be an address. */
export const isIpv6 = (address: string): boolean => address.includes(":");

/** 4 or 16 bytes → canonical text (RFC 5952). The caller has checked the length. */
export function ipText(bytes: Uint8Array): string {
  return bytes.length === 4 ? dotted(bytes, 0) : ipv6Text(bytes);
}

function dotted(bytes: Uint8Array, offset: number): string {
  const [low, high] = [bytes[offset]! | (bytes[offset + 1]! << 8), bytes[offset + 2]! | (bytes[offset + 3]! << 8)];
  return ipv4Text((low | (high << 16)) >>> 0);
}

/**
 * By hand, because it runs for every datagram. A leading zero means octal to some parsers, so it is refused like any
 * other ambiguity (RFC 6943 §3.1.1).
 */
function ipv4Bytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4);
  let index = 0;
  let part = -1;
  for (let i = 0; i <= text.length; i++) {
    const digit = i < text.length ? text.charCodeAt(i) - zero : dot;
    if (digit === dot) {
      if (part < 0 || index === 4) return undefined;
      bytes[index++] = part;
      part = -1;
    } else {
      if (digit < 0 || digit > 9 || part === 0) return undefined;
      part = Math.max(part, 0) * 10 + digit;
      if (part > 255) return undefined;
    }
  }
  return index === 4 ? bytes : undefined;
}

const zero = 0x30;
const dot = 0x2e - zero;

function ipv6Bytes(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1]!, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array<number>(missing).fill(0), ...tail];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** One side of "::" as 16-bit groups; only the last side may end in dotted IPv4, which fills two groups. */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const found: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes(".")) {
      const v4 = ipv4Bytes(part);
      if (v4 === undefined) return undefined;
      found.push((v4[0]! << 8) | v4[1]!, (v4[2]! << 8) | v4[3]!);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      found.push(parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return found;
}

/** IPv4-mapped addresses keep their dotted tail (RFC 5952 §5), as every inet_ntop prints them. */
function ipv6Text(bytes: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff) return `::ffff:${dotted(bytes, 12)}`;
  const { start, length } = longestZeros(words);
  const text = (part: number[]) => part.map((word) => word.toString(16)).join(":");
  return length < 2 ? text(words) : `${text(words.slice(0, start))}::${text(words.slice(start + length))}`;
}

/** The first longest run of zero groups (RFC 5952 §4.2.3). */
function longestZeros(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [i, word] of words.entries()) {
    length = word === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: i - length + 1, length };
  }
  return best;
}
