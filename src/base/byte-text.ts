/**
 * The gate between text and bytes: arguments, files, host names, fields of messages. Text is UTF-8; a byte that is
 * not valid UTF-8 is kept as the lone surrogate U+DC80 to U+DCFF (PEP 383), so that any bytes survive both ways.
 */
export function textOf(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  // Whole files pass through here, so nothing is allocated per character.
  const units = Buffer.allocUnsafe(2 * bytes.length);
  let end = 0;
  const add = (unit: number): void => void (end = units.writeUInt16LE(unit, end));
  for (let at = 0; at < bytes.length;) {
    const size = sequence(bytes, at);
    if (size === 0) add(escapes + bytes[at]!);
    else addCharacter(codePoint(bytes, at, size), add);
    at += Math.max(size, 1);
  }
  return units.toString("utf16le", 0, end);
}

/** The inverse of `textOf`. A surrogate that encodes no byte becomes U+FFFD. */
export function bytesOf(text: string): Uint8Array {
  if (!hasRawBytes(text)) return Buffer.from(text, "utf8");
  const parts = Array.from(text, (char) => {
    const code = char.codePointAt(0)!;
    return isEscape(code) ? Uint8Array.of(code - escapes) : Buffer.from(char, "utf8");
  });
  return Buffer.concat(parts);
}

export const byteLength = (text: string): number => bytesOf(text).length;

/** Whether it contains bytes that are not UTF-8. */
export const hasRawBytes = (text: string): boolean => /[\udc80-\udcff]/.test(text) && /\p{Cs}/u.test(text);

/** The longest prefix of whole characters that fits `most` bytes. */
export function cutText(text: string, most: number): string {
  if (text.length * mostBytesOfUnit <= most) return text;
  let room = most;
  let kept = 0;
  for (const char of text) {
    room -= byteLength(char);
    if (room < 0) break;
    kept += char.length;
  }
  return text.slice(0, kept);
}

/** For messages: `text`, shortened if it is longer than `most` bytes. */
export function shortened(text: string, most: number): string {
  const kept = cutText(text, most);
  return kept === text ? text : `${kept}…`;
}

/**
 * For terminals, logs and error messages, on one line: readable text stays; what could control a terminal, end the
 * line or change the direction of text is escaped like `\u001b`, and a byte that is not UTF-8 like `\xe9`.
 */
export function printable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(unprintable, (char) => {
    const code = char.codePointAt(0)!;
    if (isEscape(code)) return `\\x${(code - escapes).toString(16)}`;
    return Array.from({ length: char.length }, (_, at) => unicodeEscape(char.charCodeAt(at))).join("");
  });
}

/** JSON of `value` that is safe to print on a terminal. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(/[^\n -~]+/g, (run) =>
    run.replace(unprintable, (char) =>
      Array.from({ length: char.length }, (_, at) => unicodeEscape(char.charCodeAt(at))).join(""),
    ),
  );
}

/** UTF-8 of one UTF-16 code unit (RFC 3629 §3): three bytes at most, as four are of two units. */
const mostBytesOfUnit = 3;

const escapes = 0xdc00;
const isEscape = (code: number): boolean => code >= escapes + 0x80 && code <= escapes + 0xff;

/**
 * Control, format (including bidirectional), surrogate, private and unassigned characters, and all blanks except the
 * space.
 */
const unprintable = /(?! )[\p{C}\p{Z}]/gu;

const unicodeEscape = (unit: number): string => `\\u${unit.toString(16).padStart(4, "0")}`;

function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const size = sequence(bytes, at);
    if (size === 0) return false;
    at += size;
  }
  return true;
}

/** Of the well-formed sequence of `size` bytes at `at` (RFC 3629 §3). */
function codePoint(bytes: Uint8Array, at: number, size: number): number {
  let code = size === 1 ? bytes[at]! : bytes[at]! & (0x7f >> size);
  for (let i = 1; i < size; i++) code = (code << 6) | (bytes[at + i]! & 0x3f);
  return code;
}

/** In UTF-16 (RFC 2781 §2.1). */
function addCharacter(code: number, add: (unit: number) => void): void {
  if (code < 0x10000) return add(code);
  add(0xd800 | ((code - 0x10000) >> 10));
  add(0xdc00 | ((code - 0x10000) & 0x3ff));
}

/** Length of the well-formed UTF-8 sequence at `at` (RFC 3629 §4); 0 = none. */
function sequence(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < size; i++) {
    const byte = bytes[at + i] ?? 0;
    if (byte < (i === 1 ? least : 0x80) || byte > (i === 1 ? most : 0xbf)) return 0;
  }
  return size;
}
