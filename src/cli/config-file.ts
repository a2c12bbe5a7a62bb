import { ConfigError } from "../base/config-error.ts";

/** A file of options, one a line, as distributions install it (fact sheet §12.3). */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  readonly lines: readonly ConfigLine[];
  /** Others than its owner and group can read it. */
  readonly isPublic: boolean;
}

export interface ConfigLine {
  /** `edge.conf:3: `, in front of complaints about it. */
  readonly where: string;
  /** The option's name, and its value if one follows. */
  readonly words: readonly string[];
}

/** What the gate needs of the file system. */
export interface Files {
  /** Throws the system's error. */
  read(path: string): { readonly text: string; readonly mode: number };
  absolute(path: string): string;
}

/** The file that the first argument names, if it names one, and the arguments that remain. Throws ConfigError. */
export function takeConfigFile(
  argv: readonly string[],
  files: Files,
  values: "may contain blanks" | "end at a blank",
): { readonly file?: ConfigFile; readonly rest: readonly string[] } {
  const [first, ...rest] = argv;
  if (first === undefined || first.startsWith("-")) return { rest: argv };
  const { text, mode } = load(first, files);
  const lines = text.split("\n").flatMap((line, at) => {
    const words = wordsOf(line.trim(), values, `${first}:${at + 1}: `);
    return words === undefined ? [] : [{ where: `${first}:${at + 1}: `, words }];
  });
  return { file: { path: files.absolute(first), lines, isPublic: (mode & 0o004) !== 0 }, rest };
}

function load(path: string, files: Files): { readonly text: string; readonly mode: number } {
  try {
    return files.read(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why: Readonly<Record<string, string>> = {
      ENOENT: "there is no such file; the first argument is a configuration file unless it begins with -",
      EACCES: "not permitted to read it",
      EISDIR: "it is a directory",
    };
    throw new ConfigError(`cannot read the configuration file ${path}: ${why[code ?? ""] ?? message}`);
  }
}

/** Undefined = nothing stands there. */
function wordsOf(line: string, values: string, where: string): readonly string[] | undefined {
  if (line.length < 2 || line.startsWith("#")) return undefined;
  if (!line.startsWith("-")) {
    throw new ConfigError(`${where}"${line.split(/[\s=]/, 1)[0]}" is not an option: an option begins with -`);
  }
  const [, name, rest] = /^([^\s=]+)(?:(?:\s*=\s*|\s+)(.*))?$/.exec(line)!;
  const value = rest === undefined ? "" : unquoted(values === "end at a blank" ? rest.split(/\s/, 1)[0]! : rest);
  return value === "" && !/=|["']/.test(line) ? [name!] : [name!, value];
}

function unquoted(text: string): string {
  return text.replace(/^["']+|["']+$/g, "").trim();
}
