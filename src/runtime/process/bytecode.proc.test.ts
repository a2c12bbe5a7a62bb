import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const top = join(import.meta.dirname, "../../..");
const starter = join(top, "dist/programs/bytecode.cjs");
const folder = mkdtempSync(join(tmpdir(), "bytecode-"));
const program = (name: string) => join(folder, `${name}.cjs`);
const bytecode = (name: string) => join(folder, `${name}.bytecode`);

beforeAll(() => void execFileSync(process.execPath, [join(top, "ci/build.mjs")]));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of one length each. */
const write = (name: string, says: string, build: string) =>
  writeFileSync(program(name), `"use strict"; const says = () => "${says}"; console.log(says(), this === module.exports);\n//# built ${build}\n`); // prettier-ignore

const node = (call: string, name: string, ...flags: string[]) =>
  execFileSync(
    process.execPath,
    [...flags, "-e", `const b = require(${JSON.stringify(starter)}); console.log(b.${call}(${JSON.stringify(folder)}, "${name}"));`],
    { encoding: "utf8" },
  ); // prettier-ignore

const keep = (name: string) => node("keepBytecode", name);
const start = (name: string, ...flags: string[]) => node("startBuilt", name, ...flags);

it.each(["edge", "other"])("%s runs from its bytecode", (name) => {
  write(name, "one", "a1");
  expect(start(name)).toBe("one true\nfalse\n");
  keep(name);
  expect(start(name)).toBe("one true\ntrue\n");
});

it("never runs the bytecode of another build, though its program be as long", () => {
  write("other", "one", "a1");
  keep("other");
  write("other", "two", "b2");
  expect(start("other")).toBe("two true\nfalse\n");
});

it("runs without what is damaged, and under flags that it was not made with", () => {
  write("other", "one", "a1");
  keep("other");
  expect(start("other", "--no-opt")).toBe("one true\nfalse\n");
  expect(start("other", "--enable-source-maps")).toBe("one true\nfalse\n");
  const whole = readFileSync(bytecode("other"));
  for (const length of [0, 5, 20, whole.length - 100]) {
    writeFileSync(bytecode("other"), whole.subarray(0, length));
    expect(start("other"), `${length} bytes`).toBe("one true\nfalse\n");
  }
});

// What loads koffi must not be ended while it does; a thread that is not needed must not load it at all.
it("a worker loads its program with its first message, and hands that message to it; it ends without one", () => {
  const says = `require("node:worker_threads").parentPort.once("message", (start) => console.log("began", start)); console.log("loaded");\n//# built w1\n`;
  writeFileSync(program("fast-worker"), says);
  writeFileSync(join(folder, "entry.cjs"), `require(${JSON.stringify(starter)}).startBuilt(__dirname, "fast-worker");`);
  const ends = (message: string) => {
    const script = `
      const worker = new (require("node:worker_threads").Worker)(${JSON.stringify(join(folder, "entry.cjs"))});
      worker.on("exit", (code) => console.log("ended", code)).postMessage(${message});`;
    return execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
  };
  expect(ends(`"now"`)).toBe("loaded\nbegan now\nended 0\n");
  expect(ends("null")).toBe("ended 0\n");
});
