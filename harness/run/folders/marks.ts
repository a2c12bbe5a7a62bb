import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "./is-running.ts";

/** A file in a run's folder with a pid: its laboratories are up as long as that process runs. */
export const standingMark = "standing";

/** A file in the folder of a long run with a pid: that process is running it. */
export const runningMark = "running";

/** A file in a run's folder: the run is never removed. */
const keepMark = "keep";

/** Whether a mark protects the run. */
export const isKept = (folder: string): boolean =>
  ordinaryText(join(folder, keepMark)) !== undefined ||
  [standingMark, runningMark].some((mark) => {
    const pid = Number(ordinaryText(join(folder, mark)));
    return pid > 0 && isRunning(pid);
  });

/** Of an ordinary file that can be read. */
export function ordinaryText(file: string): string | undefined {
  try {
    return lstatSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
