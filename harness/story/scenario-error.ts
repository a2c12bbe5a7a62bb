import { relative } from "node:path";
import { Bug } from "../../src/base/bug.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { isBuilt, ownFolder, sourceOf } from "../project/own-folder.ts";
import { project } from "../project/project.ts";
import { NotSimulated } from "./not-simulated.ts";

/** Files that users write: errors there are theirs. In a clone of this repository those are in two folders. */
const isUsers = (path: string): boolean =>
  project().folder === ownFolder ? /^(scenarios|topologies)\//.test(path) : !path.startsWith("..");

/** Files that a scenario calls: if they reject an argument, the error is in the scenario. */
const calledByScenarios = /^harness\/(topology\/|story\/(actors|story|words\/[\w-]+)\.ts)/;

/**
 * Turns an error that a scenario's own lines cause into one line that says where. Returns any other error unchanged: our
 * own ones are meaningful already, and one from within the harness is a bug.
 */
export function ofScenario(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Bug || error instanceof NotSimulated) return error;
  if (!(error instanceof ConfigError) && isThrownByPackage(error)) return error;
  const all = places(error);
  const innermost = all.find((text) => !calledByScenarios.test(text));
  if (innermost === undefined || !isUsers(innermost)) return error;
  // Often the topology is right, and the scenario passed it a bad argument.
  const outer = all.find((path) => path.startsWith(`${project().scenarios}/`));
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
  const place = places(error).find(isUsers) ?? file;
  if (error instanceof ConfigError) return new ConfigError(`${place}: ${error.message}`);
  return new ConfigError(`${place}: ${error.name}: ${firstLine(error.message).replaceAll(`${project().folder}/`, "")}`);
}

/** A bundle does not tell what a scenario calls from the rest: what is wrong in there is ours. */
const isThrownByPackage = (error: Error): boolean =>
  isBuilt && (framesOf(error)[0]?.startsWith(`${ownFolder}/`) ?? false);

/** FILE:LINE:COLUMN of the calls, innermost first. */
const framesOf = ({ stack = "" }: Error): readonly string[] =>
  [...stack.matchAll(/^ +at .*?(?:file:\/\/)?(\/[^()\s]+?)(:\d+:\d+)\)?$/gm)].map(
    ([, file, position]) => sourceOf(file!) + position!,
  );

/** Those of the project, relative to its folder. */
function places(error: Error): readonly string[] {
  return framesOf(error)
    .map(fromTop)
    .filter((path) => !path.startsWith("..") && !/(^|\/)node_modules\//.test(path));
}

/** Without the suffix that a loader appends to a file's name. */
const fromTop = (place: string): string => relative(project().folder, place).replace(/\?[^:]*/, "");

const firstLine = (text: string): string => text.split("\n")[0] ?? "";
