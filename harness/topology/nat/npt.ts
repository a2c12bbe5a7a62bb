import { Bug } from "../../../src/base/bug.ts";
import { ipBytes, ipText } from "../../../src/base/address/ip.ts";

/**
 * RFC 6296 §3.5: the address with its /64 prefix exchanged and one word of the rest adjusted, so that the one's
 * complement sum over the address, and with it every checksum above, stays the same. Back again with the prefixes
 * exchanged. Prefixes are addresses whose second half is zero.
 */
export function translatePrefix(address: string, from: string, to: string): string {
  const words = wordsOf(address);
  const [before, after] = [wordsOf(from), wordsOf(to)];
  const adjustment = plus(sum(before), ~sum(after) & 0xffff);
  // The first word of the interface identifier that is not all ones: adding to that would be ambiguous.
  const at = words.findIndex((word, i) => i >= 4 && word !== 0xffff);
  if (at < 0) throw new Bug(`${address} cannot be translated: its interface identifier is all ones`);
  const adjusted = plus(words[at]!, adjustment);
  const translated = words.map((word, i) => (i < 4 ? after[i]! : i === at ? adjusted % 0xffff : word));
  return ipText(Uint8Array.from(translated.flatMap((word) => [word >> 8, word & 0xff])));
}

/** The one's complement sum over an address, of which 0 and 0xffff are the same; never 0xffff. */
export const addressSum = (address: string): number => sum(wordsOf(address)) % 0xffff;

function wordsOf(address: string): readonly number[] {
  const bytes = ipBytes(address);
  if (bytes?.length !== 16) throw new Bug(`not an IPv6 address: ${address}`);
  return Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
}

const sum = (words: readonly number[]): number => words.reduce(plus, 0);

/** In one's complement: the carry comes back in at the low end. */
function plus(a: number, b: number): number {
  const total = a + b;
  return (total & 0xffff) + (total >>> 16);
}
