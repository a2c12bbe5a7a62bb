import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeEach, expect, it } from "vitest";

const top = mkdtempSync(join(tmpdir(), "modules-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(top, { recursive: true, force: true });
  for (const folder of ["scenarios", "topologies", "harness/inner", "ci/bootstrap"])
    mkdirSync(join(top, folder), { recursive: true });
  for (const name of ["modules.mjs", "compiled-path.mjs"])
    cpSync(`ci/bootstrap/${name}`, join(top, "ci/bootstrap", name));
  symlinkSync(join(process.cwd(), "node_modules"), join(top, "node_modules"));
  write("package.json", '{ "type": "module", "name": "there" }');
  write("ci/bootstrap/shared.mjs", "export const shared = {};");
  write(
    "harness/inner/part.ts",
    'export { shared } from "../../ci/bootstrap/shared.mjs";\nexport enum Part { one = 1 }',
  );
  write(
    "harness/main.ts",
    [
      'import { Part, shared } from "./inner/part.ts";',
      'import type { Gone } from "./gone.ts";',
      'import manifest from "../package.json" with { type: "json" };',
      "export const main: readonly (Gone | unknown)[] = [Part.one, shared, manifest.name];",
    ].join("\n"),
  );
});

const write = (path: string, text: string) => writeFileSync(join(top, path), text);

/** In a fresh instance, as a new process has it. */
async function compile(path: string): Promise<string | undefined> {
  const url = `${pathToFileURL(join(top, "ci/bootstrap/modules.mjs")).href}?${Math.random()}`;
  const modules = (await import(url)) as typeof import("./modules.mjs");
  return modules.compile(join(top, path));
}

it("keeps modules that Node loads, with one instance of what is not compiled", async () => {
  const file = await compile("harness/main.ts");
  expect(file).toBe(join(top, "dist/modules/harness/main.mjs"));
  const { main } = (await import(file!)) as { main: unknown[] };
  const { shared } = (await import(join(top, "ci/bootstrap/shared.mjs"))) as { shared: unknown };
  expect(main).toEqual([1, {}, "there"]);
  expect(main[1]).toBe(shared);
});

it("compiles again what has changed, and nothing else", async () => {
  const file = (await compile("harness/main.ts"))!;
  writeFileSync(file, "// untouched");
  await compile("harness/main.ts");
  expect(readFileSync(file, "utf8")).toBe("// untouched");
  write("harness/inner/part.ts", "export const Part = { one: 2 }, shared = 1;");
  await compile("harness/main.ts");
  expect(readFileSync(join(top, "dist/modules/harness/inner/part.mjs"), "utf8")).toContain("one: 2");
  expect(readFileSync(file, "utf8")).toBe("// untouched");
});

it("compiles everything again when what compiles has changed", async () => {
  const file = (await compile("harness/main.ts"))!;
  writeFileSync(file, "// of an older one");
  write("package-lock.json", "{}");
  await compile("harness/main.ts");
  expect(readFileSync(file, "utf8")).toContain("main");
});

it("keeps the lines of a user's file", async () => {
  write(
    "scenarios/mine.ts",
    "type Case = { a: number };\n\nexport default (): number => {\n  throw new Error();\n};\n",
  );
  await compile("harness/main.ts");
  expect(readFileSync(join(top, "dist/modules/scenarios/mine.mjs"), "utf8").split("\n")[3]).toContain("throw");
});

it.each([
  ["a mistake", "scenarios/mine.ts", "export default {;"],
  ["what is not there", "scenarios/mine.ts", 'export * from "./gone.ts";'],
  ["a name without its ending", "scenarios/mine.ts", 'export * from "../harness/main";'],
  ["TypeScript elsewhere", "scenarios/mine.ts", 'export * from "../ci/other.ts";'],
  ["its own place", "scenarios/mine.ts", "export default import.meta.dirname;"],
  ["syntax that is too new", "scenarios/mine.ts", "export default () => { using x = f(); };"],
  ["JavaScript", "scenarios/mine.mjs", "export default 1;"],
  ["a mistake of ours", "harness/inner/part.ts", "export const Part = ;"],
])("leaves it to a loader if a file has %s", async (_what, path, text) => {
  write("ci/other.ts", "export const other = 1;");
  write(path, text);
  expect(await compile("harness/main.ts")).toBeUndefined();
});

it("leaves it to a loader if nothing can be written", async () => {
  mkdirSync(join(top, "dist"));
  write("dist/modules", "not a folder");
  expect(await compile("harness/main.ts")).toBeUndefined();
});
