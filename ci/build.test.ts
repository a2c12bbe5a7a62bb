import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compileCore } from "./compile-core.mjs";

const build = (...args: string[]) =>
  execFileSync(process.execPath, [join(import.meta.dirname, "build.mjs"), ...args], { encoding: "utf8" });

it("builds the programs, and not again while no source has changed", () => {
  expect(build("--force")).toMatch(/^built dist\/edge\.mjs, dist\/supernode\.mjs/);
  expect(build()).toBe("");
  for (const name of ["edge.mjs", "edge.mjs.map", "supernode.mjs", "fast-core.wasm"]) {
    expect(existsSync(join(import.meta.dirname, "../dist", name))).toBe(true);
  }
}, 60_000);

it("compiles the packet core to the same bytes each time", async () => {
  const built = readFileSync(join(import.meta.dirname, "../dist/fast-core.wasm"));
  expect(Buffer.compare(await compileCore(), built)).toBe(0);
}, 60_000);
