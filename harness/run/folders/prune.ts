import { type Dirent, lstatSync, readdirSync, readFileSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunning } from "./is-running.ts";

/** Tunable: what is kept by default; a case has two to four MB. */
export const keptByDefault: Kept = { runs: 30, bytes: 300e6 };

/** The newest runs, at most `runs`, with at most `bytes` together. */
export interface Kept {
  readonly runs: number;
  readonly bytes: number;
}

/** A file in a run's folder with a pid: its laboratories are up as long as that process runs. */
export const standingMark = "standing";

/** A file in a run's folder: the run is never removed. */
const keepMark = "keep";

const isRun = /^\d{8}T\d{6}\.\d{3}Z-/;

/**
 * Removes all but the newest finished runs below `runs`, by their names, which begin with the time. Keeps `these`, which
 * are this command's, and marked ones. Returns what was removed, and what could not be.
 */
export async function pruneRuns(
  runs: string,
  most: Kept,
  these: readonly string[],
): Promise<{ readonly removed: number; readonly refused?: string }> {
  const stays = (name: string) => these.includes(join(runs, name)) || isKept(join(runs, name));
  const all = (await readdir(runs)).filter((name) => isRun.test(name) && isFinished(join(runs, name))).sort();
  const newest = all.slice(-most.runs);
  const old = [...all.slice(0, -most.runs), ...beyond(most.bytes, newest, runs)].filter((name) => !stays(name));
  let removed = 0;
  for (const name of old) {
    try {
      // Renamed first: if this process is killed, the next run removes the rest, instead of finding half a run.
      const leaving = join(runs, `.unfinished-${process.pid}-${name}`);
      await rename(join(runs, name), leaving);
      await rm(leaving, { recursive: true, force: true });
      removed++;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Another command has removed it.
      if (code !== "ENOENT") return { removed, refused: message };
    }
  }
  return { removed };
}

/** The oldest of `newest` that do not fit. */
function beyond(most: number, newest: readonly string[], runs: string): readonly string[] {
  let room = most;
  const first = newest.findLastIndex((name) => (room -= bytesBelow(join(runs, name))) < 0);
  return newest.slice(0, first + 1);
}

/** Another command may remove it meanwhile. */
function bytesBelow(folder: string): number {
  return entriesOf(folder).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesBelow(path) : (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0));
  }, 0);
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A matrix or anything else has no run.json; a link was made by a user. */
const isFinished = (folder: string): boolean =>
  lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true &&
  textOf(join(folder, "run.json")) !== undefined;

function isKept(folder: string): boolean {
  const pid = Number(textOf(join(folder, standingMark)));
  return textOf(join(folder, keepMark)) !== undefined || (pid > 0 && isRunning(pid));
}

function textOf(file: string): string | undefined {
  try {
    return lstatSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
