import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { logDoc } from "./log-doc.ts";

test("docs/log.md says what the tables of notes and drops say", () => {
  const written = readFileSync(new URL("../docs/log.md", import.meta.url), "utf8");
  expect(written, "run: npx tsx ci/log-doc.ts > docs/log.md").toBe(logDoc());
});
