import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

const scratch = mkdtempSync(join(tmpdir(), "natlab-folder-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe("a folder for runs", () => {
  it("is created with its parents, by several at once, and may exist", async () => {
    const path = join(scratch, "a/b/c");
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(scratch, "a/b/d"))]);
    await makeFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it("is refused with the real reason", async () => {
    const file = join(scratch, "file");
    writeFileSync(file, "");
    await expect(makeFolder(file)).rejects.toMatchObject({ code: "EEXIST" });
    await expect(makeFolder(join(file, "a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  const inReadOnly = (script: string) => {
    const line = `mount -t tmpfs -o ro none ${scratch}/mount && exec "$0" --import tsx --input-type=module -e "$1"`;
    const own = process.getuid?.() === 0 ? "-m" : "-Urm";
    return spawnSync("unshare", [own, "sh", "-c", line, process.execPath, script], { encoding: "utf8" });
  };
  mkdirSync(join(scratch, "mount"));
  const canMount = inReadOnly("").status === 0;

  it.skipIf(!canMount)("is refused on a read-only disk as such (needs a mount namespace)", () => {
    const { stdout } = inReadOnly(`
      import { makeFolder } from "${join(import.meta.dirname, "make-folder.ts")}";
      await makeFolder("${scratch}/mount/a/b").catch(({ code }) => console.log(code));`);
    expect(stdout).toBe("EROFS\n");
  });
});
