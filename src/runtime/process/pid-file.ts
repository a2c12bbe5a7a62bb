import { closeSync, constants, fstatSync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import { bytesOf } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import { environmentError } from "../../base/environment-error.ts";

/**
 * Writes this process's id; disposing of the returned value removes the file, if the process still may. Throws
 * ConfigError, also for anything that another user may have put there: a link, their own file, a hard link.
 */
export function writePidFile(path: string): Disposable {
  try {
    write(path);
  } catch (error) {
    const fault = environmentError(error, `write --pid-file ${path}`);
    if (fault !== undefined) throw fault;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(`cannot write --pid-file ${path}: ${words[code ?? ""] ?? message}`);
  }
  return {
    [Symbol.dispose]() {
      try {
        unlinkSync(Buffer.from(bytesOf(path)));
      } catch {
        // Privileges have been dropped: the file stays, and names no running process.
      }
    },
  };
}

/** Errors of open(2) for paths that are not files: ELOOP for O_NOFOLLOW, ENXIO for a pipe without a reader. */
const words: Readonly<Record<string, string>> = {
  ELOOP: "it is a symbolic link; remove it, or name the file itself",
  EISDIR: "it is a folder; give the name of a file in it",
  ENXIO: "it is not a regular file",
  ENOENT: "its folder does not exist; create it first",
  ENOTDIR: "its folder is a file",
  ENAMETOOLONG: "the name is too long",
};

/** The file is checked before it is truncated. */
function write(path: string): void {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const name = Buffer.from(bytesOf(path));
  const fd = openSync(name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644);
  let isHalfWritten = false;
  try {
    const found = fstatSync(fd);
    const self = process.getuid?.() ?? found.uid;
    if (!found.isFile()) throw new Error("it is not a regular file");
    if (found.nlink > 1) throw new Error("it has a second name (hard link); remove it");
    if (found.uid !== self && found.uid !== 0) throw new Error(`it belongs to user ${found.uid}; remove it`);
    ftruncateSync(fd);
    isHalfWritten = true;
    writeSync(fd, `${process.pid}\n`);
    isHalfWritten = false;
  } finally {
    closeSync(fd);
    // A file without an id would mislead its readers.
    if (isHalfWritten) unlinkSync(name);
  }
}
