import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { bytesOf, textOf } from "../../base/byte-text.ts";
import type { Files } from "./config-file.ts";

/** Tunable. */
const tuned = {
  /** Limit of one file in bytes: many times a list of 100,000 communities with their users. */
  most: 32 << 20,
  /** How long a pipe may stay silent, in milliseconds: signals are not handled meanwhile. */
  patience: 2000,
  pause: 10,
} as const;

/** Reads a limited amount and waits a limited time: a device has no end, and a pipe may have no writer. */
export const systemFiles: Files = {
  read(path) {
    // Without O_NONBLOCK, opening a pipe would wait for a writer, and no signal could end that.
    const fd = openSync(pathBytes(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(fd);
      return { text: textOf(contents(fd, stat.isFIFO())).replace(/^\ufeff/, ""), mode: stat.mode };
    } finally {
      closeSync(fd);
    }
  },
  absolute: (path) => resolve(path),
};

/** Relative names are those of `folder`, whatever the current one is later. */
export const filesFrom = (folder: string): Files => ({
  read: (path) => systemFiles.read(resolve(folder, path)),
  absolute: (path) => resolve(folder, path),
});

/** `isPipe`: reading nothing may mean that there is no writer yet. */
function contents(fd: number, isPipe: boolean): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let left = tuned.patience; ;) {
    const part = Buffer.alloc(1 << 16);
    const read = readNow(fd, part);
    if (read === undefined || (read === 0 && isPipe && length === 0)) {
      if (left <= 0) throw new Error(`nothing was written to it within ${tuned.patience / 1000} s`);
      pause(tuned.pause);
      left -= tuned.pause;
      continue;
    }
    if (read === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, read));
    length += read;
    if (length > tuned.most) throw new Error(`it has more than ${tuned.most >> 20} MB`);
  }
}

/** Undefined = no data yet. */
function readNow(fd: number, into: Uint8Array): number | undefined {
  try {
    return readSync(fd, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
    throw error;
  }
}

const pause = (milliseconds: number): unknown =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** File names are bytes. */
const pathBytes = (path: string): Buffer => Buffer.from(bytesOf(path));
