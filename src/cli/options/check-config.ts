import { printable } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import { EnvironmentError } from "../../base/environment-error.ts";
import type { Files } from "./config-file.ts";

export interface Checked {
  /** Each in one line, with file and line where it has one. */
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

/** `standIns`: variables for options that must be there, so that other faults are found when these are missing. */
type Parse = (files: Files, standIns: Readonly<Record<string, string>>) => { readonly warnings: readonly string[] };

const standIns = { N2N_COMMUNITY: "x", N2N_SUPERNODES: "x:1", N2N_KEY: "x" } as const;

/** Tunable: a file of another kind has a fault in each line. */
const tuned = { faults: 50 } as const;

/**
 * Every fault that `parse` finds in the files that it reads, in the order of their lines: after each fault its line counts as
 * empty. Faults without a line, such as a missing option, are reported if there is no other. Throws EnvironmentError.
 */
export function checkConfig(files: Files, parse: Parse): Checked {
  const faulty = new Map<string, Set<number>>();
  const faults: string[] = [];
  let missing: string | undefined;
  const without: Files = {
    absolute: (path) => files.absolute(path),
    read(path) {
      const { text, mode } = files.read(path);
      const lines = text.split("\n").map((line, at) => (faulty.get(path)?.has(at + 1) === true ? "" : line));
      return { text: lines.join("\n"), mode };
    },
  };
  while (faults.length < tuned.faults) {
    try {
      const { warnings } = parse(without, missing === undefined ? {} : standIns);
      const found = faults.length === 0 && missing !== undefined ? [missing] : inOrder(faults);
      return { faults: found, warnings };
    } catch (error) {
      if (error instanceof EnvironmentError || !(error instanceof ConfigError)) throw error;
      const [, path, line] = /^(.+?):(\d+): /s.exec(error.message) ?? [];
      const known = path === undefined ? undefined : (faulty.get(path) ?? new Set());
      if (known === undefined || known.has(Number(line))) {
        if (missing !== undefined) return { faults: faults.length === 0 ? [missing] : inOrder(faults), warnings: [] };
        missing = error.message;
        continue;
      }
      faults.push(error.message);
      faulty.set(path!, known.add(Number(line)));
    }
  }
  return { faults: inOrder(faults), warnings: [] };
}

const lineOf = (fault: string): number => Number(/:(\d+): /.exec(fault)?.[1] ?? 0);

const inOrder = (faults: readonly string[]): readonly string[] => [...faults].sort((a, b) => lineOf(a) - lineOf(b));

/** What `check-config` prints, and its exit code. */
export function checkedText(name: string, file: string, { faults, warnings }: Checked): readonly [string, number] {
  const lines = [...faults, ...warnings.map((warning) => `warning: ${warning}`)].map((line) => `${printable(line)}\n`);
  if (faults.length > 0) return [lines.join(""), 64];
  return [`${lines.join("")}${printable(file)}: ${name} can start with it\n`, 0];
}
