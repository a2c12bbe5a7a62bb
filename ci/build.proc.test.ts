import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const build = (...args: string[]) =>
  execFileSync(process.execPath, [join(import.meta.dirname, "build.mjs"), ...args], { encoding: "utf8" });

const inDist = (name: string) => join(import.meta.dirname, "../dist", name);
const cores = ["fast-core.wasm", "relay-core.wasm"] as const;
const read = () => cores.map((name) => readFileSync(inDist(name)));

describe("a build of everything, after one that was killed", () => {
  const { pid } = spawnSync("true");
  const [left, anothers] = [pid, process.pid].map((value) => inDist(`edge.cjs.${value}`)) as [string, string];
  const [older, own] = [inDist("edge.mjs"), inDist("notes.txt")];
  let [said, before] = ["", [] as readonly Buffer[]];
  beforeAll(() => {
    build();
    before = read();
    for (const file of [left, anothers, older, own]) writeFileSync(file, "half");
    said = build("--force");
    return () => [anothers, own].forEach((file) => rmSync(file));
  });

  it("makes the programs, and not again while no source has changed", () => {
    expect(said).toMatch(/^built dist\/edge\.cjs, dist\/supernode\.cjs/);
    expect(build()).toBe("");
    for (const name of ["edge.cjs", "programs/edge.cjs.map", "programs/supernode.bytecode", ...cores])
      expect(existsSync(inDist(name)), name).toBe(true);
  });

  it("sweeps away what that one left, and programs of an older version", () => {
    expect([left, anothers, older, own].map((file) => existsSync(file))).toEqual([false, true, false, true]);
  });

  it("compiles the packet core to the same bytes each time", () => {
    expect(said).toContain("dist/fast-core.wasm, dist/relay-core.wasm");
    expect(read().map((core, i) => Buffer.compare(core, before[i]!))).toEqual([0, 0]);
  });
});

it("keeps programs in one byte a character", () => {
  const bundles = readdirSync(inDist(""), { recursive: true, encoding: "utf8" }).filter((name) =>
    /^(programs\/)?[^/]+\.[cm]js$/.test(name),
  );
  expect(bundles).toContain("programs/edge.cjs");
  for (const name of bundles) {
    const text = readFileSync(inDist(name), "utf8");
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
