import { ConfigError } from "../../src/base/config-error.ts";

/**
 * Splits a line into words as a POSIX shell does (XCU §2.2): at blanks, except within `'…'` and `"…"`; `\` quotes the
 * next character; `#` at the start of a word begins a comment. Nothing is expanded. Throws ConfigError on an unfinished
 * quote or backslash, and on a zero byte, which no argument can contain.
 */
export function shellWords(line: string): readonly string[] {
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
