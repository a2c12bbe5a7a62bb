import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { thisRun } from "../testing/this-run.ts";
import { installPacked } from "./install.mjs";

vi.setConfig({ testTimeout: 170_000, hookTimeout: 400_000 });

const examples = join(import.meta.dirname, "../../examples");
// As a user has them: beside a node_modules with the package as it is published.
const folder = mkdtempSync(join(tmpdir(), "natlab-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => void installPacked(folder, thisRun()));

const names = readdirSync(examples, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

it.for(names)("the tests of %s pass", async (name, { skip }) => {
  const project = join(folder, name);
  cpSync(join(examples, name), project, { recursive: true });
  const lacking = await installOthers(project);
  if (lacking !== undefined) skip(lacking);
  const { NODE_OPTIONS, NODE_TEST_CONTEXT, ...env } = process.env;
  void [NODE_OPTIONS, NODE_TEST_CONTEXT];
  const argv = ["--test", "--test-reporter=tap", "--test-concurrency=1"];
  const ended = await run(process.execPath, argv, { cwd: project, env }).catch(
    (error: { readonly stdout: string }) => error,
  );
  expect(ended.stdout).toMatch(/^# fail 0$/m);
  expect(ended.stdout).toMatch(/^# pass [1-9]/m);
});

const run = promisify(execFile);

/** Installs what the project needs beside this package; a sentence if there is no registry. */
async function installOthers(project: string): Promise<string | undefined> {
  const file = join(project, "package.json");
  const { devDependencies, ...rest } = JSON.parse(readFileSync(file, "utf8")) as Record<string, object>;
  expect(Object.keys(devDependencies!)).toEqual(["n2n-natlab"]);
  if (rest["dependencies"] === undefined) return;
  writeFileSync(file, JSON.stringify(rest));
  const argv = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--include=optional", "--fetch-retries=0"];
  try {
    await run("npm", argv, { cwd: project, timeout: 100_000 });
  } catch (error) {
    const { stderr = "" } = error as { readonly stderr?: string };
    const [code] = /\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|E(TIME|HOST|NET)\w+|ENOTCACHED|E50\d)\b/.exec(stderr) ?? [];
    if (code === undefined) throw error;
    return `no registry for ${Object.keys(rest["dependencies"]).join(", ")}: ${code}`;
  }
  return;
}
