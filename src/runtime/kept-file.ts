import { chownSync, constants, lstatSync, mkdirSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { bytesOf } from "../base/byte-text.ts";
import { giveTo, type Identity } from "./process/privileges.ts";

const pathBytes = (path: string): Buffer => Buffer.from(bytesOf(path));

/**
 * Replaces a file: whoever reads it, also after a power cut, finds the old text or the new one, whole. Rejects with the
 * system's error; then the old file is unchanged, and nothing else is left. Not to be called twice at a time.
 */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const draft = pathBytes(`${path}.new`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  // A killed program may have left it.
  await rm(draft, { force: true });
  try {
    await using file = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    // The user's mask may have taken some away.
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  try {
    await rename(draft, pathBytes(path));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await keepName(path);
}

/** Without this, a power cut may undo the renaming (fsync(2)). */
async function keepName(path: string): Promise<void> {
  await using folder = await open(pathBytes(dirname(path)), constants.O_RDONLY);
  await folder.sync();
}

/** Makes the folder of a file, if there is none, for the user that the program is going to be. */
export function makeFolderFor(path: string, owner: Identity | undefined): void {
  const folder = pathBytes(dirname(path));
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(folder, { mode: 0o755 });
  giveTo(owner, (uid, gid) => chownSync(folder, uid, gid));
}
