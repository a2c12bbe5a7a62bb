import { rmSync, writeFileSync } from "node:fs";
import { ConfigError } from "../base/config-error.ts";

/** Writes this process's id; the file goes with the returned value, if the process still may. Throws ConfigError. */
export function writePidFile(path: string): Disposable {
  try {
    writeFileSync(path, `${process.pid}\n`);
  } catch (error) {
    throw new ConfigError(`cannot write --pid-file ${path}: ${(error as Error).message}`);
  }
  return {
    [Symbol.dispose]() {
      try {
        rmSync(path);
      } catch {
        // Rights given up since: whoever reads it finds no such process.
      }
    },
  };
}
