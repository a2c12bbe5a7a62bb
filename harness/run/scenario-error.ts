import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Bug } from "../../src/base/bug.ts";
import { ConfigError } from "../../src/base/config-error.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));

/** Where people write: a mistake there is theirs to mend. */
const people = /^(scenarios|topologies)\//;

/**
 * An error of JavaScript that was thrown in a scenario's own lines, as one line that says where. Any other error comes
 * back as it is: ours has a meaning already, and one from within the harness is a bug.
 */
export function ofScenario(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ConfigError || error instanceof Bug) return error;
  if (!["Error", "TypeError", "ReferenceError", "RangeError", "SyntaxError"].includes(error.name)) return error;
  const place = thrownAt(error);
  if (place === undefined || !people.test(place)) return error;
  return new ConfigError(`${place}: ${error.name}: ${firstLine(error.message)}`);
}

/** Why the file of a scenario cannot be loaded, with the place where that is known. */
export function loadTrouble(file: string, error: unknown): ConfigError {
  if (!(error instanceof Error)) return new ConfigError(`${file}: throws ${String(error)}`);
  if (error instanceof ConfigError) return new ConfigError(`${file}: ${error.message}`);
  // What does not parse: esbuild names place and trouble on a line of its own.
  const [, place, trouble] = /^(\S+:\d+:\d+): ERROR: (.*)$/m.exec(error.message) ?? [];
  if (place !== undefined && trouble !== undefined) return new ConfigError(`${fromTop(place)}: ${trouble}`);
  return new ConfigError(`${thrownAt(error) ?? file}: ${error.name}: ${firstLine(error.message).replaceAll(top, "")}`);
}

/** FILE:LINE:COLUMN from the top of the repository, of the innermost call in it. */
function thrownAt({ stack = "" }: Error): string | undefined {
  for (const [, place] of stack.matchAll(/^ +at .*?((?:file:\/\/)?\/[^()\s]+:\d+:\d+)\)?$/gm)) {
    const found = fromTop(place!.replace(/^file:\/\//, ""));
    if (!found.startsWith("..") && !found.startsWith("node_modules/")) return found;
  }
  return undefined;
}

/** Without what a loader appends to a file's name. */
const fromTop = (place: string): string => relative(top, place).replace(/\?[^:]*/, "");

const firstLine = (text: string): string => text.split("\n")[0] ?? "";
