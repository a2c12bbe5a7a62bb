import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { bytesOf, textOf } from "../../base/byte-text.ts";

// What the user gave this process, byte for byte (`textOf`): Node writes U+FFFD for every byte that is not UTF-8, so two keys
// that differ only in such bytes would become one.

/** Also the character itself, if the bytes were lost before this process. */
export const lostByte = "\ufffd";

type Texts = Readonly<Record<string, string | undefined>>;

/** The arguments after the program's own name. */
export function ownArguments(): readonly string[] {
  const seen = process.argv.slice(2);
  if (!seen.some((word) => word.includes(lostByte))) return seen;
  const words = zeroEnded("/proc/self/cmdline").slice(-seen.length);
  return words.length === seen.length && words.every((word, at) => isSame(word, seen[at]!)) ? words : seen;
}

/** The variables whose values differ in `process.env`. */
export function rawEnvironment(): Texts {
  const seen = Object.entries(process.env).filter(([, value]) => value?.includes(lostByte));
  if (seen.length === 0) return {};
  const started = new Map(
    zeroEnded("/proc/self/environ").map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)] as const;
    }),
  );
  return Object.fromEntries(
    seen.flatMap(([name, value]) => {
      const raw = started.get(name);
      return raw !== undefined && isSame(raw, value!) ? [[name, raw]] : [];
    }),
  );
}

export function hostName(): string {
  const seen = hostname();
  if (!seen.includes(lostByte)) return seen;
  const raw = textOf(read("/proc/sys/kernel/hostname")).replace(/\n$/, "");
  return isSame(raw, seen) ? raw : seen;
}

/** Whether Node would show the one as the other. */
const isSame = (raw: string, seen: string): boolean => Buffer.from(bytesOf(raw)).toString("utf8") === seen;

/** proc(5): strings, each closed by a zero byte. */
function zeroEnded(path: string): readonly string[] {
  const bytes = read(path);
  const words: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0, start);
    words.push(textOf(bytes.subarray(start, end < 0 ? bytes.length : end)));
    start = end < 0 ? bytes.length : end + 1;
  }
  return words;
}

/** Empty if there is no such file. */
function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
