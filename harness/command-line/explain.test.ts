import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { LabError } from "../lab/lab-error.ts";
import { explain } from "./explain.ts";
import { Interrupted } from "./interrupt.ts";

afterEach(() => vi.restoreAllMocks());

function explained(error: unknown): readonly [code: number, text: string] {
  let text = "";
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const code = explain(error, "nothing was kept");
  vi.restoreAllMocks();
  return [code, text];
}

function thrownBy(deed: () => void): unknown {
  try {
    deed();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const system = (code: string) =>
  Object.assign(new Error(`${code}: no`), { code, syscall: "mkdir", path: "reports/runs" });

it.each([
  [new ConfigError("wrong\u001b[31m\nname"), 64, "natlab: wrong\\x1b[31m; name\n"],
  [system("EACCES"), 69, /^natlab: mkdir reports\/runs: .*\(EACCES\)\n$/],
  [system("EMFILE"), 69, /^natlab: .*\(EMFILE\)\n$/],
  [system("EROFS"), 74, /^natlab: .*\(EROFS\)\n$/],
  [system("ENOSPC"), 74, /^natlab: .*\(ENOSPC\)\n$/],
  [system("ENAMETOOLONG"), 74, /^natlab: .*\(ENAMETOOLONG\)\n$/],
  [new LabError("unshare failed"), 69, /^natlab: the laboratory failed: unshare failed\n$/],
  [new Interrupted("SIGINT", 130), 130, /^natlab: interrupted by SIGINT; .*nothing was kept\n$/],
  [new Interrupted("SIGINT", 130).keeping("2 of 5 cases"), 130, /2 of 5 cases\n$/],
  [system("EBADF"), 70, /a bug of n2n-natlab.*\n.*at /s],
  [new TypeError("x"), 70, /a bug of n2n-natlab/],
])("%s ends with %i and says why", (error, code, text) => {
  const [exitCode, said] = explained(error);
  expect(exitCode).toBe(code);
  if (typeof text === "string") expect(said).toBe(text);
  else expect(said).toMatch(text);
});

it("recognises what the system really throws", () => {
  const folder = mkdtempSync(join(tmpdir(), "natlab-explain-"));
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(explained(thrownBy(() => mkdirSync(join(file, "runs"))))).toEqual([
    74,
    expect.stringMatching(/file\/runs.*\(ENOTDIR\)/),
  ]);
  expect(explained(thrownBy(() => mkdirSync(join(folder, "x".repeat(300))))).at(0)).toBe(74);
  rmSync(folder, { recursive: true });
});
