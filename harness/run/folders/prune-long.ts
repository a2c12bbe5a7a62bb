import { existsSync, lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isKept } from "./marks.ts";
import { bytesBelow, fitting, type Kept, type Pruned, removeRuns } from "./remove.ts";

/** Tunable, for each kind: a matrix of 81 pairs has about 150 MB, a compatibility report of 12 systems up to 3 GB. */
export const longKeptByDefault: Kept = { runs: 10, bytes: 5e9 };

/** Of the newest, however large: this command's, and the one before, which may have taken hours. */
const anySize = 2;

/** For the help of commands. */
export const longKeptText = `${longKeptByDefault.runs}, up to ${longKeptByDefault.bytes / 1e9} GB`;

/**
 * Removes all but the newest long runs of a kind below `runs`, finished or not. Shards of one whole, and what was merged from
 * them, are one run. Keeps `mine`, which this command wrote, and every run of which a folder is marked or being run.
 */
export async function pruneLongRuns(
  runs: string,
  { prefix, finished }: { readonly prefix: string; readonly finished: string },
  most: Kept,
  mine: string,
): Promise<Pruned> {
  const names = (await readdir(runs)).filter((name) => isLong(join(runs, name), finished));
  const wholes = wholesOf(names, prefix, (name) => !existsSync(join(runs, name, "plan.json")));
  const newest = wholes.slice(0, most.runs);
  const fit = fitting(most.bytes, newest, (whole) => sum(whole.map((name) => bytesBelow(join(runs, name)))));
  const old = wholes.slice(Math.max(fit, Math.min(anySize, newest.length)));
  const stays = (name: string) => join(runs, name) === mine || isKept(join(runs, name));
  return removeRuns(runs, old.filter((whole) => !whole.some(stays)).flat());
}

/** Newest first; each with the names of its folders. */
function wholesOf(
  names: readonly string[],
  prefix: string,
  isMerged: (name: string) => boolean,
): readonly (readonly string[])[] {
  const pattern = new RegExp(String.raw`^\d{8}T\d{6}\.\d{3}Z-(${prefix}(?:-[a-z-]+?)?)(?:-(\d+)of(\d+))?$`);
  const wholes: string[][] = [];
  // By what they are parts of: the latest whole that may lack some.
  const open = new Map<string, { readonly whole: string[]; readonly shards: Set<string>; of: string | undefined }>();
  for (const name of [...names].sort().reverse()) {
    const [matched, what = "", shard, of] = pattern.exec(name) ?? [];
    if (matched === undefined) continue;
    const isPart = shard !== undefined || isMerged(name);
    const key = what.replace(/-merged$/, "");
    const begun = open.get(key);
    const belongs =
      begun !== undefined &&
      (shard === undefined ? begun.shards.size === 0 : (begun.of ?? of) === of && !begun.shards.has(shard));
    const into = isPart && belongs ? begun : { whole: [], shards: new Set<string>(), of };
    if (into.whole.length === 0) wholes.push(into.whole);
    into.whole.push(name);
    if (!isPart) continue;
    if (shard !== undefined) into.shards.add(shard);
    into.of ??= of;
    open.set(key, into);
  }
  return wholes;
}

const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);

/** A link was made by a user. */
const isLong = (folder: string, finished: string): boolean =>
  lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true &&
  ["plan.json", finished].some((file) => existsSync(join(folder, file)));
