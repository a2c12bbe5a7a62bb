import { closeSync, constants, fstatSync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import { bytesOf } from "../base/byte-text.ts";
import { ConfigError } from "../base/config-error.ts";
import { environmentError } from "../base/environment-error.ts";

/**
 * Writes this process's id; the file goes with the returned value, if the process still may. Throws ConfigError, also for
 * what somebody else may have put there: a link, a file of his, a second name of another file.
 */
export function writePidFile(path: string): Disposable {
  try {
    write(path);
  } catch (error) {
    // ELOOP is what open(2) says for O_NOFOLLOW.
    const isLink = (error as NodeJS.ErrnoException).code === "ELOOP";
    const fault = isLink ? undefined : environmentError(error, `write --pid-file ${path}`);
    if (fault !== undefined) throw fault;
    const why = isLink ? "it is a symbolic link; remove it, or name the file itself" : (error as Error).message;
    throw new ConfigError(`cannot write --pid-file ${path}: ${why}`);
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

/** Nothing is cut off before it is known what it is. */
function write(path: string): void {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const fd = openSync(Buffer.from(bytesOf(path)), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644);
  try {
    const found = fstatSync(fd);
    const self = process.getuid?.() ?? found.uid;
    if (!found.isFile()) throw new Error("it is no regular file");
    if (found.nlink > 1) throw new Error("it has another name as well; remove it");
    if (found.uid !== self && found.uid !== 0) throw new Error(`it belongs to user ${found.uid}; remove it`);
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`);
  } finally {
    closeSync(fd);
  }
}
