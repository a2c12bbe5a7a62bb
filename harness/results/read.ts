import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ZodError } from "zod";
import { ConfigError } from "../../src/base/config-error.ts";
import { environmentError } from "../../src/base/environment-error.ts";
import { parseRun, type RunReport } from "../report/run-json.ts";
import { parseResults, type Results } from "./results.ts";

/**
 * The runs in a folder: `results.json` of a command or a merge, `run.json` of one scenario, those of the pairs of a matrix,
 * or of the runs below it; or such a file. Throws ConfigError.
 */
export function readResults(path: string): Results {
  if (!existsSync(path)) throw new ConfigError(`${path}: there is no such file or folder`);
  if (!statSync(path).isDirectory()) return fromFile(path);
  for (const name of ["results.json", "run.json"]) if (existsSync(join(path, name))) return fromFile(join(path, name));
  const below = [join(path, "cells"), path].flatMap(runsBelow);
  if (below.length > 0) return { schema: 1, runs: below.flatMap((file) => fromFile(file).runs) };
  throw new ConfigError(`${path} holds no results: neither results.json nor run.json, here or in a folder below`);
}

function runsBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name, "run.json"))
    .filter((file) => existsSync(file));
}

function fromFile(file: string): Results {
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    const isSeveral = typeof json === "object" && json !== null && "runs" in json;
    return isSeveral ? parseResults(json) : { schema: 1, runs: [parseRun(json)] };
  } catch (error) {
    throw environmentError(error, `read ${file}`) ?? new ConfigError(`${file}: ${why(error)}`);
  }
}

function why(error: unknown): string {
  if (!(error instanceof ZodError)) return (error as Error).message;
  const [issue] = error.issues;
  return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "damaged"}`;
}

/** The results of several, in their order. Throws ConfigError if one run is in two of them. */
export function mergeResults(parts: readonly Results[]): Results {
  const runs = parts.flatMap((part) => part.runs);
  const keys = runs.map(keyOf);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) throw new ConfigError(`the run ${twice} is given twice`);
  return { schema: 1, runs };
}

const keyOf = ({ scenario, started, seed, cases }: RunReport): string =>
  [scenario, ...cases.map(({ name }) => name), started, seed.toString(16)].join(" ");
