import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { askedFlags, nothingAsked } from "../story/asked-programs.ts";
import { parseMatrix, type MatrixPlan, type MatrixReport } from "./output/json.ts";
import { cellsOf } from "./sets/sets.ts";

/** Reads FOLDER/matrix.json of every shard. Throws ConfigError if one is missing or damaged. */
export async function readParts(folders: readonly string[]): Promise<readonly MatrixReport[]> {
  return Promise.all(
    folders.map(async (folder) => {
      const file = join(folder, "matrix.json");
      const text = await readFile(file, "utf8").catch(() => {
        throw new ConfigError(`${folder} holds no finished matrix: ${file} is missing`);
      });
      return parseMatrix(text, file);
    }),
  );
}

/**
 * Merges the shards of a matrix in the order of the set; evidence stays where it is. `folders`: of the shards, `into`:
 * of the result. Throws ConfigError if they are not shards of one matrix, or some are missing.
 */
export function mergeParts(parts: readonly MatrixReport[], folders: readonly string[], into: string): MatrixReport {
  const [first] = parts;
  if (first === undefined) throw new ConfigError("--merge: name the folders of the shards");
  const plan: MatrixPlan = { ...first.plan };
  delete plan.shard;
  const odd = parts.findIndex((part) => !samePlan(part.plan, first.plan));
  if (odd >= 0)
    throw new ConfigError(
      `${folders[odd]} is not part of the same matrix as ${folders[0]}: ${describe(parts[odd]!.plan)}`,
    );
  const found = new Map(
    parts.flatMap(({ cells }, i) =>
      cells.map((cell) => {
        const evidence =
          cell.evidence === undefined ? {} : { evidence: relative(into, join(folders[i]!, cell.evidence)) };
        return [cell.name, { ...cell, ...evidence }] as const;
      }),
    ),
  );
  const names = cellsOf(plan).map(({ name }) => name);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new ConfigError(
      `${missing.length} of ${names.length} cells are missing from these folders, e.g. ${missing[0]}`,
    );
  }
  const started = parts.map((part) => part.started).sort()[0]!;
  const duration = Math.max(...parts.map((part) => part.duration));
  return { ...first, plan, started, duration, cells: names.map((name) => found.get(name)!) };
}

const samePlan = (a: MatrixPlan, b: MatrixPlan): boolean => describe(a) === describe(b);

/** Without the seed: each cell has and records its own. */
const describe = ({
  set,
  world,
  loss,
  delay,
  link,
  pool,
  repetitions = 1,
  programs = nothingAsked,
}: MatrixPlan): string =>
  [
    `set ${set}, world ${world}, loss ${loss}, delay ${delay}, link ${link ?? "by these"}, pool ${pool}, repetitions ${repetitions}`,
    ...askedFlags(programs),
  ].join(", ");
