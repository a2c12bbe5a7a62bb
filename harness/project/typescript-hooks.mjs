/**
 * Lets a project's own files be TypeScript, on every Node that is supported and without a compiler of its own: types are
 * erased as the files are loaded, and lines stay where they are. What such files import as "n2n-natlab" is this package,
 * the very modules of the command that runs, wherever it is installed.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transform } from "sucrase";

const own = /^n2n-natlab(?:\/(topologies\/[\w-]+))?$/;

/** For Node's module hooks, in this thread or in that of `register`. */
export function resolve(specifier, context, next) {
  const [matched, path = "index"] = own.exec(specifier) ?? [];
  if (matched === undefined) return next(specifier, context);
  return { url: new URL(`./${path}.mjs`, import.meta.url).href, format: "module", shortCircuit: true };
}

export function load(url, context, next) {
  const path = /^file:[^?#]*\.m?ts(?:[?#]|$)/.test(url) ? fileURLToPath(url) : undefined;
  if (path === undefined || path.includes("/node_modules/")) return next(url, context);
  return { format: "module", source: withoutTypes(readFileSync(path, "utf8"), path), shortCircuit: true };
}

function withoutTypes(text, path) {
  try {
    return transform(text, { transforms: ["typescript"], disableESTransforms: true, filePath: path }).code;
  } catch (error) {
    // In the form in which esbuild says it: "Error transforming FILE: Unexpected token (4:8)".
    const [, what, line, column] = /^(?:Error transforming .*?: )?(.*?) \((\d+):(\d+)\)$/s.exec(error.message) ?? [];
    if (what === undefined) throw error;
    throw new SyntaxError(`${path}:${line}:${column}: ERROR: ${what}`, { cause: error });
  }
}
