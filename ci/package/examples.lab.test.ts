import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { installPacked } from "./install.mjs";

vi.setConfig({ testTimeout: 170_000, hookTimeout: 400_000 });

const examples = join(import.meta.dirname, "../../examples");
// As a user has them: beside a node_modules with the package as it is published.
const folder = mkdtempSync(join(tmpdir(), "natlab-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => void installPacked(folder));

const names = readdirSync(examples, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

it.each(names)("the tests of %s pass", async (name) => {
  cpSync(join(examples, name), join(folder, name), { recursive: true });
  const { NODE_OPTIONS, NODE_TEST_CONTEXT, ...env } = process.env;
  void [NODE_OPTIONS, NODE_TEST_CONTEXT];
  const argv = ["--test", "--test-reporter=tap", "--test-concurrency=1"];
  const ended = await promisify(execFile)(process.execPath, argv, { cwd: join(folder, name), env }).catch(
    (error: { readonly stdout: string }) => error,
  );
  expect(ended.stdout).toMatch(/^# fail 0$/m);
  expect(ended.stdout).toMatch(/^# pass [1-9]/m);
});
