import { realpathSync } from "node:fs";
import { lstat, mkdir, readdir, rename, rm, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { latestRun, runsFolder } from "../../project/project.ts";
import { makeFolder } from "../make-folder.ts";
import { isRunning } from "./is-running.ts";

const unfinished = /^\.unfinished-(\d+)-/;

/**
 * The folder of a run. Until it is finished, its name has the pid of its process, so that the next run can remove what a
 * killed one left.
 */
export class RunFolder {
  /** Until it is finished. */
  readonly path: string;
  readonly #name: string;

  private constructor(name: string) {
    this.#name = name;
    this.path = join(runsFolder(), `.unfinished-${process.pid}-${name}`);
  }

  /** What it will be called. */
  get final(): string {
    return join(runsFolder(), this.#name);
  }

  static async make(started: Date, scenario: string): Promise<RunFolder> {
    await makeFolder(runsFolder());
    await sweepUnfinished();
    const folder = new RunFolder(runFolderName(started, scenario));
    await mkdir(folder.path);
    return folder;
  }

  /** Gives the folder its final name and points `latest` to it. */
  async finish(): Promise<string> {
    const { final } = this;
    await rename(this.path, final);
    const latest = latestRun();
    const there = await lstat(latest).catch(() => undefined);
    if (there === undefined || there.isSymbolicLink()) {
      await rm(latest, { force: true });
      await symlink(relative(dirname(latest), final), latest).catch(() => undefined);
    }
    return final;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** `20261121T142530.123Z-NAME`: sorts by time, and two runs in one second differ. */
export const runFolderName = (started: Date, scenario: string): string =>
  `${started.toISOString().replaceAll(/[-:]/g, "")}-${scenario}`;

/** The real path of a folder such as reports/latest, which a later run does not change. */
export function unmoving(folder: string): string {
  const within = relative(process.cwd(), realpathSync(folder));
  return within.startsWith("..") ? realpathSync(folder) : within;
}

/** Removes what killed commands have left. */
export async function sweepUnfinished(): Promise<void> {
  const runs = runsFolder();
  for (const name of await readdir(runs)) {
    const [, pid] = unfinished.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(runs, name), { recursive: true, force: true });
  }
}
