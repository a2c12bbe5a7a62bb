import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sourceFiles } from "./source-files.ts";

const top = join(import.meta.dirname, "..");

/** At the top of a module, where it counts for the test file that loads the module, and for no later one. */
const hook = /^(?:before|after)(?:Each|All)\(/m;

it("no module that test files share has a hook of its own: only the first that loads it would have that", () => {
  expect(hook.test("beforeEach(() => undefined);")).toBe(true);
  const shared = sourceFiles(".ts").filter((file) => !file.endsWith(".test.ts"));
  expect(shared.length).toBeGreaterThan(500);
  expect(shared.filter((file) => hook.test(readFileSync(join(top, file), "utf8")))).toEqual([]);
});
