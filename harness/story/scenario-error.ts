import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Bug } from "../../src/base/bug.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { NotSimulated } from "./not-simulated.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));

/** Files that users write: errors there are theirs. */
const userFiles = /^(scenarios|topologies)\//;

/** Files that a scenario calls: if they reject an argument, the error is in the scenario. */
const calledByScenarios = /^harness\/(topology\/|story\/(actors|story|words\/[\w-]+)\.ts)/;

/**
 * Turns an error that a scenario's own lines cause into one line that says where. Returns any other error unchanged: our
 * own ones are meaningful already, and one from within the harness is a bug.
 */
export function ofScenario(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Bug || error instanceof NotSimulated) return error;
  const all = places(error);
  const innermost = all.find((text) => !calledByScenarios.test(text));
  if (innermost === undefined || !userFiles.test(innermost)) return error;
  // Often the topology is right, and the scenario passed it a bad argument.
  const outer = all.find((path) => path.startsWith("scenarios/"));
  const place = outer === undefined || outer === innermost ? innermost : `${outer} (by ${innermost})`;
  if (error instanceof ConfigError) return new ConfigError(`${place}: ${error.message}`);
  if (!["Error", "TypeError", "ReferenceError", "RangeError", "SyntaxError"].includes(error.name)) return error;
  return new ConfigError(`${place}: ${error.name}: ${firstLine(error.message)}`);
}

/** The same for an error while a story runs; it also names the case, because the message names only nodes. */
export function ofCase(error: unknown, scenario: string, name: string): unknown {
  const located = ofScenario(error);
  if (!(located instanceof ConfigError) || located instanceof EnvironmentError) return located;
  return new ConfigError(`${scenario} / ${name}: ${located.message}`);
}

/** Why the file of a scenario cannot be loaded, with the place if it is known. */
export function loadTrouble(file: string, error: unknown): ConfigError {
  if (!(error instanceof Error)) return new ConfigError(`${file}: throws ${String(error)}`);
  // A syntax error: esbuild prints the place and the problem on a separate line.
  const [, parsed, trouble] = /^(\S+:\d+:\d+): ERROR: (.*)$/m.exec(error.message) ?? [];
  if (parsed !== undefined && trouble !== undefined) return new ConfigError(`${fromTop(parsed)}: ${trouble}`);
  const place = places(error).find((text) => userFiles.test(text)) ?? file;
  if (error instanceof ConfigError) return new ConfigError(`${place}: ${error.message}`);
  return new ConfigError(`${place}: ${error.name}: ${firstLine(error.message).replaceAll(top, "")}`);
}

/** FILE:LINE:COLUMN of the calls, relative to the top of the repository, innermost first. */
function places({ stack = "" }: Error): readonly string[] {
  return [...stack.matchAll(/^ +at .*?((?:file:\/\/)?\/[^()\s]+:\d+:\d+)\)?$/gm)]
    .map(([, place]) => fromTop(place!.replace(/^file:\/\//, "")))
    .filter((path) => !path.startsWith("..") && !path.startsWith("node_modules/"));
}

/** Without the suffix that a loader appends to a file's name. */
const fromTop = (place: string): string => relative(top, place).replace(/\?[^:]*/, "");

const firstLine = (text: string): string => text.split("\n")[0] ?? "";
