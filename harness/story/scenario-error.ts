import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Bug } from "../../src/base/bug.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { NotSimulated } from "./not-simulated.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));

/** Files that users write: mistakes there are theirs. */
const people = /^(scenarios|topologies)\//;

/** What takes the words of a scenario: what it cannot take was wrong already where it was written. */
const takesWords = /^harness\/(topology\/|story\/(actors|story|words\/[\w-]+)\.ts)/;

/**
 * An error that comes from a scenario's own lines, as one line that says where. Any other error comes back as it is: ours
 * has a meaning already, and one from within the harness is a bug.
 */
export function ofScenario(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Bug || error instanceof NotSimulated) return error;
  const all = places(error);
  const innermost = all.find((text) => !takesWords.test(text));
  if (innermost === undefined || !people.test(innermost)) return error;
  // A topology is often right, and the scenario gave it what it could not take.
  const outer = all.find((path) => path.startsWith("scenarios/"));
  const place = outer === undefined || outer === innermost ? innermost : `${outer} (by ${innermost})`;
  if (error instanceof ConfigError) return new ConfigError(`${place}: ${error.message}`);
  if (!["Error", "TypeError", "ReferenceError", "RangeError", "SyntaxError"].includes(error.name)) return error;
  return new ConfigError(`${place}: ${error.name}: ${firstLine(error.message)}`);
}

/** The same for what a story met on its way, whose words name nodes only: which case it was, too. */
export function ofCase(error: unknown, scenario: string, name: string): unknown {
  const told = ofScenario(error);
  if (!(told instanceof ConfigError) || told instanceof EnvironmentError) return told;
  return new ConfigError(`${scenario} / ${name}: ${told.message}`);
}

/** Why the file of a scenario cannot be loaded, with the place where that is known. */
export function loadTrouble(file: string, error: unknown): ConfigError {
  if (!(error instanceof Error)) return new ConfigError(`${file}: throws ${String(error)}`);
  // What does not parse: esbuild names place and trouble on a line of its own.
  const [, parsed, trouble] = /^(\S+:\d+:\d+): ERROR: (.*)$/m.exec(error.message) ?? [];
  if (parsed !== undefined && trouble !== undefined) return new ConfigError(`${fromTop(parsed)}: ${trouble}`);
  const place = places(error).find((text) => people.test(text)) ?? file;
  if (error instanceof ConfigError) return new ConfigError(`${place}: ${error.message}`);
  return new ConfigError(`${place}: ${error.name}: ${firstLine(error.message).replaceAll(top, "")}`);
}

/** FILE:LINE:COLUMN from the top of the repository, of the calls in it, innermost first. */
function places({ stack = "" }: Error): readonly string[] {
  return [...stack.matchAll(/^ +at .*?((?:file:\/\/)?\/[^()\s]+:\d+:\d+)\)?$/gm)]
    .map(([, place]) => fromTop(place!.replace(/^file:\/\//, "")))
    .filter((path) => !path.startsWith("..") && !path.startsWith("node_modules/"));
}

/** Without what a loader appends to a file's name. */
const fromTop = (place: string): string => relative(top, place).replace(/\?[^:]*/, "");

const firstLine = (text: string): string => text.split("\n")[0] ?? "";
