import { execFileSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { writePidFile } from "./pid-file.ts";

it("a pid file is created and removed", () => {
  const folder = mkdtempSync(join(tmpdir(), "pid-"));
  const path = join(folder, "x.pid");
  const file = writePidFile(path);
  expect(readFileSync(path, "utf8")).toBe(`${process.pid}\n`);
  file[Symbol.dispose]();
  file[Symbol.dispose]();
  expect(existsSync(path)).toBe(false);
  expect(() => writePidFile(join(folder, "none/x.pid"))).toThrow(ConfigError);
  rmSync(folder, { recursive: true });
});

it("another program's file in its place is left alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "pid-"));
  const [path, precious] = [join(folder, "x.pid"), join(folder, "precious")];
  writeFileSync(precious, "keep");
  const refused = (why: string) => {
    expect(() => writePidFile(path)).toThrow(why);
    rmSync(path);
    expect(readFileSync(precious, "utf8")).toBe("keep");
  };
  symlinkSync(precious, path);
  refused("it is a symbolic link");
  linkSync(precious, path);
  refused("it has a second name");
  execFileSync("mkfifo", [path]);
  refused("it is not a regular file");
  expect(() => writePidFile(folder)).toThrow("it is a folder; give the name of a file in it");
  expect(() => writePidFile(join(folder, "none/x"))).toThrow("its folder does not exist; create it first");
  if (process.getuid?.() === 0) {
    writeFileSync(path, "1");
    chownSync(path, 4711, 4711);
    refused("it belongs to user 4711");
  }
  // Its own file, left by a killed process.
  writeFileSync(path, "123456789\n");
  writePidFile(path)[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});
