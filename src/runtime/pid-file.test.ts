import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ConfigError } from "../base/config-error.ts";
import { writePidFile } from "./pid-file.ts";

it("a pid file comes and goes", () => {
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
