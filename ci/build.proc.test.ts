import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compileCore } from "./compile-core.mjs";

const build = (...args: string[]) =>
  execFileSync(process.execPath, [join(import.meta.dirname, "build.mjs"), ...args], { encoding: "utf8" });

it("builds the programs, and not again while no source has changed", () => {
  expect(build("--force")).toMatch(/^built dist\/edge\.cjs, dist\/supernode\.cjs/);
  expect(build()).toBe("");
  for (const name of [
    "edge.cjs",
    "programs/edge.cjs.map",
    "programs/supernode.bytecode",
    "fast-core.wasm",
    "relay-core.wasm",
  ]) {
    expect(existsSync(join(import.meta.dirname, "../dist", name))).toBe(true);
  }
}, 60_000);

it("keeps programs in one byte a character", () => {
  const bundles = readdirSync(join(import.meta.dirname, "../dist"), { recursive: true, encoding: "utf8" }).filter(
    (name) => /^(programs\/)?[^/]+\.[cm]js$/.test(name),
  );
  expect(bundles).toContain("programs/edge.cjs");
  for (const name of bundles) {
    const text = readFileSync(join(import.meta.dirname, "../dist", name), "utf8");
    expect(Buffer.byteLength(text), name).toBe(text.length);
  }
});

it("keeps bytecode that this Node accepts, for the main thread and for workers", () => {
  for (const name of ["edge", "supernode"]) {
    const script = `
      const { startBuilt } = require("./dist/programs/bytecode.cjs");
      process.argv = ["node", "${name}", "--version"];
      process.stderr.write(String(startBuilt(process.cwd() + "/dist/programs", "${name}")));`;
    const { stderr } = spawnSync(process.execPath, ["-e", script], { cwd: join(import.meta.dirname, ".."), encoding: "utf8" }); // prettier-ignore
    expect(stderr, name).toBe("true");
  }
});

it("sweeps away what a killed build left", () => {
  const { pid } = spawnSync("true");
  const [left, anothers] = [pid, process.pid].map((value) =>
    join(import.meta.dirname, `../dist/edge.cjs.${value}`),
  ) as [string, string];
  for (const file of [left, anothers]) writeFileSync(file, "half");
  build("--force");
  expect([left, anothers].map((file) => existsSync(file))).toEqual([false, true]);
  rmSync(anothers);
}, 60_000);

it("compiles the packet core to the same bytes each time", async () => {
  for (const name of ["fast-core.wasm", "relay-core.wasm"] as const) {
    const built = readFileSync(join(import.meta.dirname, "../dist", name));
    expect(Buffer.compare(await compileCore(name), built), name).toBe(0);
  }
}, 60_000);
