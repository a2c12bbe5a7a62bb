import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const build = (...args: string[]) =>
  execFileSync(process.execPath, [join(import.meta.dirname, "build.mjs"), ...args], { encoding: "utf8" });

it("builds the programs, and not again while no source has changed", () => {
  expect(build("--force")).toMatch(/^built dist\/edge\.mjs, dist\/supernode\.mjs/);
  expect(build()).toBe("");
  for (const name of ["edge.mjs", "edge.mjs.map", "supernode.mjs"]) {
    expect(existsSync(join(import.meta.dirname, "../dist", name))).toBe(true);
  }
});
