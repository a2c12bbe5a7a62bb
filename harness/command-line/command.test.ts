import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

/** Exit code and what is said of a command, each in a process of its own. */
const run = (body: string) =>
  new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const script = `import { command } from "./harness/command-line/command.ts"; await command(async () => { ${body} });`;
    const argv = ["--import", "tsx", "--input-type=module", "-e", script];
    const child = execFile(process.execPath, argv, { cwd: join(import.meta.dirname, "../..") }, (_error, _out, said) =>
      resolve({ code: child.exitCode!, said }),
    );
  });

it.each([
  ["is over", "return 2;", 2, /^$/],
  ["is ended by what it called", "process.exit(0);", 64, /^natlab: ended too early/],
  ["awaits what never comes", "await new Promise(() => {});", 64, /natlab: ended too early/],
  ["is ended with a code", "process.exit(143);", 143, /^$/],
])("a command that %s", async (_what, body, code, said) => {
  const ended = await run(body);
  expect(ended.said).toMatch(said);
  expect(ended.code).toBe(code);
});
