import { unlinkSync, writeFileSync } from "node:fs";
import { bytesOf } from "../base/byte-text.ts";
import { ConfigError } from "../base/config-error.ts";
import { environmentError } from "../base/environment-error.ts";

/** Writes this process's id; the file goes with the returned value, if the process still may. Throws ConfigError. */
export function writePidFile(path: string): Disposable {
  try {
    writeFileSync(Buffer.from(bytesOf(path)), `${process.pid}\n`);
  } catch (error) {
    const fault = environmentError(error, `write --pid-file ${path}`);
    if (fault !== undefined) throw fault;
    throw new ConfigError(`cannot write --pid-file ${path}: ${(error as Error).message}`);
  }
  return {
    [Symbol.dispose]() {
      try {
        unlinkSync(Buffer.from(bytesOf(path)));
      } catch {
        // Rights given up since: whoever reads it finds no such process.
      }
    },
  };
}
