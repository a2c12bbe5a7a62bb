import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { systemFiles } from "./system-files.ts";

const folder = mkdtempSync(join(tmpdir(), "system-files-"));
afterAll(() => rmSync(folder, { recursive: true }));
const named = (name: string) => join(folder, name);
const pipe = (name: string) => {
  execFileSync("mkfifo", [named(name)]);
  return named(name);
};

describe("a configuration file", () => {
  it("is read without its byte order mark, and may be empty or large", () => {
    writeFileSync(named("mark"), "\ufeff-f\n");
    writeFileSync(named("empty"), "");
    writeFileSync(named("large"), "#".repeat(1_000_000));
    expect(["mark", "empty", "large"].map((name) => systemFiles.read(named(name)).text.length)).toEqual([3, 0, 1_000_000]); // prettier-ignore
  });

  it.runIf(existsSync("/dev/zero"))("has a size limit", () => {
    expect(() => systemFiles.read("/dev/zero")).toThrow("it has more than 32 MB");
    expect(systemFiles.read("/dev/null").text).toBe("");
  });

  it("may be a pipe with a slow writer", async () => {
    const path = pipe("slow");
    const { spawn } = await import("node:child_process");
    const writer = spawn("sh", ["-c", 'exec > "$0"; printf "%s\\n" -c=net; sleep 0.2; printf "%s\\n" -f', path]);
    const ended = new Promise((resolve) => writer.once("exit", resolve));
    expect(systemFiles.read(path).text).toBe("-c=net\n-f\n");
    await ended;
  });

  it("is given up if it is a pipe without a writer", () => {
    expect(() => systemFiles.read(pipe("silent"))).toThrow("nothing was written to it within 2 s");
  });

  it("cannot be a folder", () => {
    expect(() => systemFiles.read(folder)).toThrow(expect.objectContaining({ code: "EISDIR" }) as Error);
  });
});
