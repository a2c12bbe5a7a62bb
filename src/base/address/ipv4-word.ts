/**
 * Dotted IPv4 as it lies in a sockaddr_in, read as a little endian word. Undefined = not IPv4. Used for every
 * datagram sent; `ipBytes` accepts more, and takes ten times as long.
 */
export function ipv4Word(text: string): number | undefined {
  let word = 0;
  let part = 0;
  let digits = 0;
  let shift = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === dot && digits > 0 && shift < 24) {
      word |= part << shift;
      shift += 8;
      part = digits = 0;
    } else if (code >= zero && code <= zero + 9 && digits < 3) {
      part = part * 10 + code - zero;
      digits++;
    } else return undefined;
    if (part > 255) return undefined;
  }
  return shift === 24 && digits > 0 ? (word | (part << 24)) >>> 0 : undefined;
}

/** The inverse. Recurring addresses are returned as the same string each time. */
export function ipv4Text(word: number): string {
  const place = Math.imul(word, 0x9e3779b1) >>> 20;
  if (words[place] === word) return texts[place]!;
  const text = `${word & 0xff}.${(word >>> 8) & 0xff}.${(word >>> 16) & 0xff}.${word >>> 24}`;
  words[place] = word;
  texts[place] = text;
  return text;
}

/** A cache: two addresses with one slot evict each other. */
const places = 1 << 12;
const words = new Uint32Array(places);
const texts = Array<string>(places).fill("0.0.0.0");

const dot = 0x2e;
const zero = 0x30;
