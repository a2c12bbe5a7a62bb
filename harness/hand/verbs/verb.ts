import { parseArgs, type ParseArgsConfig } from "node:util";
import { ConfigError } from "../../../src/base/config-error.ts";

/** A verb of `npm run lab -- VERB …`. */
export interface LabVerb {
  /** Without its options. */
  readonly usage: string;
  readonly does: string;
  /** With what they do; all but `--name` and `--help`. */
  readonly options?: readonly (readonly [option: string, does: string])[];
  /** Arguments after the verb, with what they do. */
  readonly examples: readonly (readonly [args: string, does: string])[];
  /** Returns the exit code. */
  readonly run: (args: readonly string[], setting: VerbSetting) => Promise<number>;
}

export interface VerbSetting {
  /** The caller's folder. */
  readonly folder: string;
  /** The laboratory that is meant where `--name` is not given. */
  readonly lab?: string | undefined;
  readonly say: (text: string) => void;
  /** Whether a verb may take the terminal. */
  readonly isTerminal: boolean;
  /** Performs another verb. */
  readonly perform: (name: string, args: readonly string[], setting: Omit<VerbSetting, "perform">) => Promise<number>;
  /** Columns of the terminal; absent = unlimited. */
  readonly width?: number | undefined;
}

/** A mistake in the words of a verb; its usage is added. */
export class VerbUsage extends ConfigError {}

type Options = NonNullable<ParseArgsConfig["options"]>;

const common = { name: { type: "string", short: "n" } } as const;

/** Options anywhere; the rest are words. Throws VerbUsage. */
export function readVerbOptions<const O extends Options>(args: readonly string[], options: O) {
  const config = { args: [...args], options: { ...common, ...options }, allowPositionals: true } as const;
  try {
    const { values, positionals: words } = parseArgs(config);
    return { values, words: words as readonly string[] };
  } catch (error) {
    throw new VerbUsage((error as Error).message.split(/[.;]/)[0]);
  }
}

/**
 * A node and what belongs to a program, which may look like anything: all that follows `--`, with options anywhere before
 * it; without `--`, all that follows the node, with options before that. Throws VerbUsage.
 */
export function readCommand<const O extends Options>(args: readonly string[], options: O) {
  const valued = new Set(
    Object.entries({ ...common, ...options }).flatMap(([name, { type, short }]) =>
      type === "string" ? [`--${name}`, ...(short === undefined ? [] : [`-${short}`])] : [],
    ),
  );
  const dashes = args.indexOf("--");
  const own = args.slice(0, Math.max(0, dashes));
  const before = own.filter((word, i) => !word.startsWith("-") && !valued.has(own[i - 1] ?? ""));
  if (before.length === 1) {
    const { values, words } = readVerbOptions(own, options);
    return { values, node: words[0], command: args.slice(dashes + 1), isAfterDashes: true };
  }
  let first = 0;
  while (args[first]?.startsWith("-") === true && args[first] !== "--") first += valued.has(args[first]!) ? 2 : 1;
  const { values } = readVerbOptions(args.slice(0, first), options);
  const [node, ...command] = args.slice(first);
  return { values, node, command, isAfterDashes: false };
}

/** Refuses words beyond those that a verb takes. */
export function only<const Count extends number>(words: readonly string[], most: Count): readonly string[] {
  if (words.length > most) throw new VerbUsage(`a word too many: ${words[most]}`);
  return words;
}
