import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { terminalText } from "../../report/printable.ts";

/** The newest runs, at most `runs`, with at most `bytes` together. */
export interface Kept {
  readonly runs: number;
  readonly bytes: number;
}

/** What was removed, and why the rest could not be. */
export interface Pruned {
  readonly removed: number;
  readonly refused?: string;
}

/** Removes the folders `names` below `runs`. */
export async function removeRuns(runs: string, names: readonly string[]): Promise<Pruned> {
  let removed = 0;
  for (const name of names) {
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

/** How many of `runs`, newest first, fit into `most` bytes. */
export function fitting<Run>(most: number, runs: readonly Run[], bytesOf: (run: Run) => number): number {
  let room = most;
  const first = runs.findIndex((run) => (room -= bytesOf(run)) < 0);
  return first < 0 ? runs.length : first;
}

/** Another command may remove it meanwhile. */
export function bytesBelow(folder: string): number {
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

/** Where it is seen and disturbs no report. */
export function sayPruned({ removed, refused }: Pruned): void {
  if (removed > 0)
    process.stderr.write(`natlab: removed ${removed} older ${removed === 1 ? "run" : "runs"}, see --keep-runs\n`);
  if (refused !== undefined) process.stderr.write(`natlab: older runs stay: ${terminalText(refused)}\n`);
}
