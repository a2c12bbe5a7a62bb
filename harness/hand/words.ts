import { ConfigError } from "../../src/base/config-error.ts";

/**
 * A line cut into words as a POSIX shell does it (XCU §2.2): blanks part them, `'…'` and `"…"` hold them together, `\`
 * takes the next character as it is, `#` at the beginning of a word starts a comment. Nothing is expanded. Throws
 * ConfigError on a quote or backslash without its end, and on a zero byte, which no program takes.
 */
export function wordsOf(line: string): readonly string[] {
  if (line.includes("\0")) throw new ConfigError("a zero byte in the line");
  const words: string[] = [];
  for (let rest = line.trimStart(); rest !== "" && !rest.startsWith("#");) {
    let word = "";
    while (rest !== "" && !/^\s/.test(rest)) {
      const [all, plain, single, double] = part.exec(rest) ?? [];
      if (all === undefined) throw new ConfigError(`an unfinished quote or backslash: ${rest}`);
      if (plain !== undefined) word += plain.replaceAll(/\\(.)/g, "$1");
      else word += single ?? double!.replaceAll(/\\(["\\$`])/g, "$1");
      rest = rest.slice(all.length);
    }
    words.push(word);
    rest = rest.trimStart();
  }
  return words;
}

/** Unquoted characters, `'…'`, or `"…"`. */
const part = /^(?:((?:\\.|[^\s'"\\])+)|'([^']*)'|"((?:\\.|[^"\\])*)")/;
