import { ConfigError } from "../../base/config-error.ts";
import { environmentError } from "../../base/environment-error.ts";

/** A file of options, one per line, as distributions install it (fact sheet §12.3). */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  readonly lines: readonly ConfigLine[];
  /** Users other than its owner and group can read it. */
  readonly isPublic: boolean;
  /** About lines that are ignored. */
  readonly warnings: readonly string[];
  /** What the process list shows in its place; absent = its path. */
  readonly shown?: readonly string[];
}

export interface ConfigLine {
  /** `edge.conf:3: `, the prefix of messages about it. */
  readonly where: string;
  /** The option's name, and its value if one follows. */
  readonly words: readonly string[];
  /** It stands for an argument, which every user can read. */
  readonly isArgument?: boolean;
}

/** What the parser needs from the file system. */
export interface Files {
  /** Throws the system's error. */
  read(path: string): { readonly text: string; readonly mode: number };
  absolute(path: string): string;
}

/** The file that the first argument names, if it does, and the remaining arguments. Throws ConfigError. */
export function takeConfigFile(
  argv: readonly string[],
  files: Files,
  values: "may contain blanks" | "end at a blank",
): { readonly file?: ConfigFile; readonly rest: readonly string[] } {
  const [first, ...rest] = argv;
  if (first === undefined || first.startsWith("-")) return { rest: argv };
  const { text, mode } = load(first, files);
  const warnings: string[] = [];
  const lines = text.split("\n").flatMap((line, at) => {
    const where = `${first}:${at + 1}: `;
    const words = wordsOf(trimmed(line), values, where, (warning) => warnings.push(where + warning));
    return words === undefined ? [] : [{ where, words }];
  });
  return { file: { path: files.absolute(first), lines, isPublic: (mode & 0o004) !== 0, warnings }, rest };
}

function load(path: string, files: Files): { readonly text: string; readonly mode: number } {
  try {
    return files.read(path);
  } catch (error) {
    const fault = environmentError(error, `read the configuration file ${path}`);
    if (fault !== undefined) throw fault;
    const { code, message } = error as NodeJS.ErrnoException;
    const why: Readonly<Record<string, string>> = {
      ENOENT: "no such file; the first argument is a configuration file unless it begins with -",
      EISDIR: "it is a directory",
    };
    throw new ConfigError(`cannot read the configuration file ${path}: ${why[code ?? ""] ?? message}`);
  }
}

/** Undefined = the line is empty. */
function wordsOf(
  line: string,
  values: string,
  where: string,
  warn: (what: string) => void,
): readonly string[] | undefined {
  if (line.length < 2 || line.startsWith("#")) return undefined;
  if (line.includes("\0")) throw new ConfigError(`${where}contains a zero byte, which would cut off a value`);
  if (line.includes("\r")) {
    throw new ConfigError(`${where}contains a carriage return; end each line with a line feed`);
  }
  if (!line.startsWith("-")) {
    if (!isHeading(line)) {
      throw new ConfigError(`${where}"${line.split(/[ \t=]/, 1)[0]}" is not an option: an option begins with -`);
    }
    warn(`"${line}" is not an option and is ignored, as in n2n`);
    return undefined;
  }
  const [, name, rest] = /^([^ \t=]+)(?:(?:[ \t]*=[ \t]*|[ \t]+)(.*))?$/s.exec(line)!;
  const value = rest === undefined ? "" : unquoted(values === "end at a blank" ? rest.split(/[ \t]/, 1)[0]! : rest);
  return value === "" && !/=|["']/.test(line) ? [name!] : [name!, value];
}

/**
 * A section, a rule or a comment of another program's files. n2n ignores any line that is not an option, but a
 * forgotten dash (`k=secret`) must be reported.
 */
const isHeading = (line: string): boolean => /^(\[.*\]|[;!%*=_/<>].*)$/s.test(line);

function unquoted(text: string): string {
  return trimmed(text.replace(/^["']+|["']+$/g, ""));
}

/** The blanks of C's isspace(3); others are part of a name or a key. */
function trimmed(text: string): string {
  return text.replace(/^[ \t\r\v\f]+|[ \t\r\v\f]+$/g, "");
}
