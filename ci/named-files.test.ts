import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sourceFiles } from "./source-files.ts";

const top = join(import.meta.dirname, "..");
const documents = readdirSync(join(top, "docs"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".md"))
  .map((path) => join("docs", path));
const texts = [
  ...readdirSync(top).filter((path) => path.endsWith(".md") && path !== "CHANGELOG.md"),
  ...documents,
  ...sourceFiles(".ts"),
  ...sourceFiles(".mjs"),
];
const all = [...sourceFiles(".ts"), ...sourceFiles(".mjs"), ...sourceFiles(".sh")];

/** Built, written by a run, or left for the reader to name. */
const isNoSource = (path: string): boolean => /^dist\/|^lab\.sh$|^natlab\.config\.ts$|NAME/.test(path);

const exists = (path: string): boolean => {
  const name = path.replace(/^(\.\.?\/)+/, "");
  return existsSync(join(top, name)) || all.some((file) => file.endsWith(`/${name}`));
};

it("every source file that a comment or a document names exists", () => {
  const named = texts.flatMap((file) => {
    const text = readFileSync(join(top, file), "utf8");
    return [...text.matchAll(/`([\w./-]+\.(?:ts|mjs|sh))`/g)].map(([, path]) => ({ file, path: path! }));
  });
  expect(named.length).toBeGreaterThan(100);
  const gone = named.filter(({ path }) => !isNoSource(path) && !exists(path));
  expect(gone.map(({ file, path }) => `${file}: ${path}`)).toEqual([]);
});
