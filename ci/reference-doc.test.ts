import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { referenceDoc } from "./reference-doc.ts";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "..", path), "utf8");

it("docs/scenario-reference.md says what the declarations say, each with a text", { timeout: 60_000 }, async () => {
  const made = await referenceDoc();
  const undescribed = made.split("\n").filter((line) => line.endsWith(" |  |"));
  expect(undescribed).toEqual([]);
  const command = "npx tsx ci/reference-doc.ts > docs/scenario-reference.md";
  expect(read("docs/scenario-reference.md"), `run: ${command}`).toBe(made);
});
