import { printable } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import { EnvironmentError } from "../../base/environment-error.ts";
import type { Files } from "./config-file.ts";

export interface Checked {
  /** Each in one line, with file and line where it has one. */
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

/** Tunable: a file of another kind has a fault in each line. */
const tuned = { faults: 50 } as const;

/**
 * Every fault that `parse` finds in the files that it reads, in the order of their lines: after each fault its line counts as
 * empty. Faults without a line, as of an option that is missing, are told if there is no other. Throws EnvironmentError.
 */
export function checkConfig(files: Files, parse: (files: Files) => { readonly warnings: readonly string[] }): Checked {
  const faulty = new Map<string, Set<number>>();
  const faults: string[] = [];
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
      return { faults: inOrder(faults), warnings: parse(without).warnings };
    } catch (error) {
      if (error instanceof EnvironmentError || !(error instanceof ConfigError)) throw error;
      const [, path, line] = /^(.+?):(\d+): /s.exec(error.message) ?? [];
      const known = path === undefined ? undefined : (faulty.get(path) ?? new Set());
      if (known === undefined || known.has(Number(line))) {
        return { faults: faults.length === 0 ? [error.message] : inOrder(faults), warnings: [] };
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
