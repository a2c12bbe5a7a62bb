import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { bytesOf, textOf } from "../../base/byte-text.ts";
import type { Files } from "./config-file.ts";

/** Ours to choose. */
const tuned = {
  /** Bytes of one file: many times a list of 100,000 communities with their users. */
  most: 32 << 20,
  /** How long a pipe may stay without a word, in milliseconds: no signal is heard meanwhile. */
  patience: 2000,
  pause: 10,
} as const;

/** Reads no more than fits, and waits for nobody: a device has no end, and a pipe may have no writer. */
export const systemFiles: Files = {
  read(path) {
    // Opening a pipe would otherwise wait for a writer, and no signal could end that.
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

/** `isPipe`: that there is nothing to read may mean that nobody writes yet. */
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

/** Undefined = nothing is there yet. */
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
