import { constants } from "node:fs";
import { open, realpath, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";

/** Tunable: far more than any run writes, and little enough for memory. */
const tuned = { bytesMax: 256 << 20 } as const;

/** A file that a run should have is missing, as opposed to damaged. */
export class MissingFile extends ConfigError {
  readonly file: string;
  constructor(folder: string, file: string) {
    super(`${join(folder, file)} is missing`);
    this.file = file;
  }
}

/**
 * The bytes of FOLDER/FILE, a regular file of at most 256 MiB in that very folder: links are not followed, devices and
 * pipes not opened. FILE is a path from `folder` without "..".
 * @throws MissingFile, ConfigError that names the file
 */
export async function readStoredFile(folder: string, file: string): Promise<Buffer> {
  const handle = await openStored(folder, file);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** @throws MissingFile, ConfigError; also for invalid JSON */
export async function readStoredJson(folder: string, file: string): Promise<unknown> {
  const bytes = await readStoredFile(folder, file);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new ConfigError(`${join(folder, file)} is not JSON: ${(error as Error).message}`);
  }
}

async function openStored(folder: string, file: string): Promise<FileHandle> {
  const path = join(folder, file);
  try {
    const [top, real] = [await realpath(folder), await realpath(path)];
    if (real !== join(top, file)) throw new ConfigError(`${path} is a link; a run contains its own files`);
  } catch (error) {
    throw explained(error, folder, file);
  }
  // A pipe without a writer would block the reader.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch((error: unknown) => {
    throw explained(error, folder, file);
  });
  const { size, isFile } = await handle.stat().then((one) => ({ size: one.size, isFile: one.isFile() }));
  const trouble = !isFile ? "is not a regular file" : size > tuned.bytesMax ? `has ${size} bytes, more than any run writes` : undefined; // prettier-ignore
  if (trouble === undefined) return handle;
  await handle.close();
  throw new ConfigError(`${path} ${trouble}`);
}

function explained(error: unknown, folder: string, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const path = join(folder, file);
  if (code === "ENOENT") return new MissingFile(folder, file);
  if (code === "ENOTDIR") return new ConfigError(`${path}: a part of this path is not a folder`);
  if (code === "ELOOP") return new ConfigError(`${path} is a link; a run contains its own files`);
  if (code === "ENXIO" || code === "ENODEV") return new ConfigError(`${path} is not a regular file`);
  return error;
}
