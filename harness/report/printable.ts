/**
 * Control characters of C0 (except tab and line feed), DEL and C1, and those that change the writing direction: they move
 * the cursor, set titles and colours, or disguise text.
 */
const unprintable = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const code = (char: string, digits: number): string => char.charCodeAt(0).toString(16).padStart(digits, "0");

/** Text of a file or a program, safe for a terminal: what a terminal would obey is escaped, `\x1b`. */
export function terminalText(text: string): string {
  return text.replace(unprintable, (char) => (char < "\u0100" ? `\\x${code(char, 2)}` : `\\u${code(char, 4)}`));
}

/** The same value with every string in it printable, keys included. */
export function allPrintable<T>(value: T): T {
  return mapped(value) as T;
}

/** JSON that is safe for a terminal and means the same to every parser. */
export function terminalJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(unprintable, (char) => `\\u${code(char, 4)}`);
}

function mapped(value: unknown): unknown {
  if (typeof value === "string") return terminalText(value);
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [terminalText(key), mapped(it)]));
}
