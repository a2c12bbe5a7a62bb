import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { edgeCauses } from "../src/edge/problems.ts";
import { supernodeCauses } from "../src/supernode/causes.ts";

const page = readFileSync(join(import.meta.dirname, "../docs/troubleshooting.md"), "utf8");
const columns = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split("|").slice(2, 4));

describe("docs/troubleshooting.md has every cause, in the column of its daemon", () => {
  it.each(Object.keys(edgeCauses))("edge: %s", (cause) => {
    expect(columns.some(([edge]) => edge!.includes(`\`${cause}\``))).toBe(true);
  });
  it.each(Object.keys(supernodeCauses))("supernode: %s", (cause) => {
    expect(columns.some(([, supernode]) => supernode!.includes(`\`${cause}\``))).toBe(true);
  });
});
