import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** `mkdir -p`. On a read-only disk, Node's own reports a missing folder. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(path) !== path) {
      await makeFolder(dirname(path));
      return void (await mkdir(path).catch(unlessThere(path)));
    }
    await unlessThere(path)(error as NodeJS.ErrnoException);
  }
}

const unlessThere = (path: string) => async (error: NodeJS.ErrnoException) => {
  if (error.code !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
};
