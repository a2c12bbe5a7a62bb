import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const top = join(import.meta.dirname, "..");

/** What `npm run docs:api` starts, without writing a file, and without looking for errors of types, as `npm run check` does. */
const typedoc = (...options: readonly string[]) =>
  promisify(execFile)(
    process.execPath,
    ["node_modules/typedoc/bin/typedoc", "--emit", "none", "--skipErrorChecking", ...options],
    {
      cwd: top,
    },
  );

it("the API pages of what a scenario imports are made without a warning", async () => {
  const { stdout, stderr } = await typedoc();
  expect(stdout + stderr).not.toMatch(/warning|error/i);
});

it("an export that is left out is noticed", async () => {
  const alone = typedoc("--entryPoints", "harness/story/scenario.ts");
  await expect(alone).rejects.toMatchObject({
    stderr: expect.stringContaining("not included in the documentation") as string,
  });
});
