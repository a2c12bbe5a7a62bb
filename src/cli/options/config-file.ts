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

export type ConfigLine = {
  /** `edge.conf:3: `, the prefix of messages about it. */
  readonly where: string;
  /** It stands for an argument, which every user can read. */
  readonly isArgument?: boolean;
} & (
  | {
      /** The option's name, and its value if one follows. */
      readonly words: readonly string[];
    }
  | {
      /** An option by its internal name, and how the file spells it. */
      readonly option: { readonly name: string; readonly spelled: string; readonly text: string };
    }
);

/** `linesOfYaml`, which is loaded only for a YAML file. */
export type ReadYaml = (path: string, text: string) => readonly ConfigLine[];

export const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path);

/** The configuration file that a command line names: first, or after `--config`; and the remaining arguments. */
export function namedFile(argv: readonly string[]): { readonly path?: string; readonly rest: readonly string[] } {
  const at = argv.findIndex((word) => word === "--config" || word.startsWith("--config="));
  if (at >= 0) {
    const isAlone = argv[at] === "--config";
    const path = isAlone ? argv[at + 1] : argv[at]!.slice("--config=".length);
    if (!path) throw new ConfigError("--config needs a value: the name of a configuration file");
    const rest = argv.filter((_word, i) => i !== at && !(isAlone && i === at + 1));
    if (rest[0] !== undefined && !rest[0].startsWith("-"))
      throw new ConfigError(`"${rest[0]}" and --config ${path} are both configuration files: give one`);
    return { path, rest };
  }
  const [first, ...rest] = argv;
  return first === undefined || first.startsWith("-") ? { rest: argv } : { path: first, rest };
}

/** What the parser needs from the file system. */
export interface Files {
  /** Throws the system's error. */
  read(path: string): { readonly text: string; readonly mode: number };
  absolute(path: string): string;
}

/** The file that the command line names, if it does, and the remaining arguments. Throws ConfigError. */
export function takeConfigFile(
  argv: readonly string[],
  files: Files,
  values: "may contain blanks" | "end at a blank",
  readYaml?: ReadYaml,
): { readonly file?: ConfigFile; readonly rest: readonly string[] } {
  const { path: first, rest } = namedFile(argv);
  if (first === undefined) return { rest };
  const { text, mode } = load(first, files);
  const warnings: string[] = [];
  if (readYaml !== undefined && isYaml(first)) {
    const lines = readYaml(first, text);
    return { file: { path: files.absolute(first), lines, isPublic: (mode & 0o004) !== 0, warnings }, rest };
  }
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
