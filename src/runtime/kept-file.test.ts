import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFolderFor, replaceFile } from "./kept-file.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "kept-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a kept file", () => {
  it("has the new text, the permissions asked for, and nothing beside it", async () => {
    const file = join(folder, "leases.json");
    writeFileSync(file, "old", { mode: 0o644 });
    writeFileSync(`${file}.new`, "left by a killed program");
    await replaceFile(file, "new", 0o600);
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["leases.json"]);
  });

  it("is never written through a link that somebody put there", async () => {
    const file = join(folder, "leases.json");
    const victim = join(folder, "victim");
    writeFileSync(victim, "untouched");
    symlinkSync(victim, `${file}.new`);
    await replaceFile(file, "new", 0o600);
    symlinkSync(victim, join(folder, "link"));
    await replaceFile(join(folder, "link"), "new", 0o600);
    expect(readFileSync(victim, "utf8")).toBe("untouched");
  });

  it("stays as it was if the new one cannot take its place, and nothing is left", async () => {
    const taken = join(folder, "is-a-folder");
    makeFolderFor(join(taken, "x"), undefined);
    writeFileSync(join(taken, "x"), "in the way");
    await expect(replaceFile(taken, "new", 0o600)).rejects.toMatchObject({ syscall: "rename" });
    expect(readdirSync(folder)).toEqual(["is-a-folder"]);
    await expect(replaceFile(join(folder, "none", "x"), "new", 0o600)).rejects.toMatchObject({ code: "ENOENT" });
    expect(existsSync(join(folder, "none"))).toBe(false);
  });

  it("gets its folder, if that alone is missing", () => {
    makeFolderFor(join(folder, "n2n", "leases.json"), undefined);
    expect(statSync(join(folder, "n2n")).isDirectory()).toBe(true);
    expect(() => makeFolderFor(join(folder, "a", "b", "leases.json"), undefined)).toThrow("ENOENT");
  });
});
