import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { notAvailable, notAvailableTable } from "./not-available.ts";
import { registry } from "./registry.ts";

/** The cells of a Markdown table, however it is padded. */
const cells = (markdown: string): readonly string[] =>
  markdown
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[ -]*-[ |-]*$/.test(line))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .join("|"),
    );

it("is listed in docs/compatibility.md with the same reasons", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/compatibility.md"), "utf8");
  const section = /^## What has no adapter, and why\n(.*?)(?=^## )/ms.exec(page)?.[1] ?? "";
  expect(cells(section), `the table should be\n${notAvailableTable()}`).toEqual(cells(notAvailableTable()));
});

it("names nothing twice, and nothing that has an adapter", () => {
  const names = notAvailable.flatMap((one) => one.names);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => Object.hasOwn(registry, name))).toEqual([]);
});
