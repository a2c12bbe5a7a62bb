import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compiled } from "../../ci/testing/compiled.ts";

const file = await compiled("harness/command-line/command.ts");

/** Runs a command in its own process. */
const run = (body: string) =>
  new Promise<{ readonly code: number; readonly stderr: string }>((resolve) => {
    const script = `import { command } from ${JSON.stringify(file)}; await command(async () => { ${body} });`;
    const argv = ["--input-type=module", "-e", script];
    const child = execFile(
      process.execPath,
      argv,
      { cwd: join(import.meta.dirname, "../..") },
      (_error, _out, stderr) => resolve({ code: child.exitCode!, stderr }),
    );
  });

it.each([
  ["returns", "return 2;", 2, /^$/],
  ["exits within a call", "process.exit(0);", 64, /^natlab: ended too early/],
  ["awaits something that never happens", "await new Promise(() => {});", 64, /natlab: ended too early/],
  ["exits with a code", "process.exit(143);", 143, /^$/],
])("a command that %s", async (_what, body, code, message) => {
  const ended = await run(body);
  expect(ended.stderr).toMatch(message);
  expect(ended.code).toBe(code);
});
