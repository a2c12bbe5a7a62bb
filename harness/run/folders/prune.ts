import { lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isKept, ordinaryText } from "./marks.ts";
import { bytesBelow, fitting, type Kept, type Pruned, removeRuns } from "./remove.ts";

/** Tunable: what is kept by default; a case has two to four MB. */
export const keptByDefault: Kept = { runs: 30, bytes: 300e6 };

const isRun = /^\d{8}T\d{6}\.\d{3}Z-/;

/**
 * Removes all but the newest finished runs of scenarios below `runs`, by their names, which begin with the time. Keeps
 * `these`, which are this command's, and marked ones.
 */
export async function pruneRuns(runs: string, most: Kept, these: readonly string[]): Promise<Pruned> {
  const stays = (name: string) => these.includes(join(runs, name)) || isKept(join(runs, name));
  const all = (await readdir(runs)).filter((name) => isRun.test(name) && isFinished(join(runs, name))).sort();
  const newest = all.slice(-most.runs).reverse();
  const kept = newest.slice(
    0,
    fitting(most.bytes, newest, (name) => bytesBelow(join(runs, name))),
  );
  const old = all.filter((name) => !kept.includes(name) && !stays(name));
  return removeRuns(runs, old);
}

/** A matrix or anything else has no run.json; a link was made by a user. */
const isFinished = (folder: string): boolean =>
  lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true &&
  ordinaryText(join(folder, "run.json")) !== undefined;
