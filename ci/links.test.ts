import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const top = join(import.meta.dirname, "..");
const folders = ["docs", "packaging", "bench", "harness", "scenarios", "topologies", "src"];

const documents = [
  ...readdirSync(top).filter((path) => path.endsWith(".md")),
  ...folders.flatMap((folder) =>
    readdirSync(join(top, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md"))
      .map((path) => join(folder, path)),
  ),
];

/** Of the files of this repository; in what programs made there are none. */
const linksOf = (document: string): string[] =>
  [...readFileSync(join(top, document), "utf8").matchAll(/\]\((?!\w+:)([^)\s#]+)[^)]*\)/g)].map(([, path]) => path!);

it("every link in a document leads somewhere", () => {
  const links = documents.flatMap((document) => linksOf(document).map((path) => ({ document, path })));
  expect(links.length).toBeGreaterThan(30);
  const broken = links.filter(({ document, path }) => !existsSync(join(top, dirname(document), path)));
  expect(broken.map(({ document, path }) => `${document}: ${path}`)).toEqual([]);
});

it("every page of docs/ is in its index", () => {
  const index = new Set(linksOf("docs/README.md").map((path) => join("docs", path)));
  const pages = documents.filter((document) => dirname(document) === "docs" && document !== "docs/README.md");
  expect(pages.filter((page) => !index.has(page))).toEqual([]);
});
