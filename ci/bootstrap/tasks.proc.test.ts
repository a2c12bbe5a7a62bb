import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { compile } from "./modules.mjs";
import { tasks } from "./tasks.mjs";

const top = join(import.meta.dirname, "../..");

/** Those of dist/ have tests of their own. */
const modules = Object.entries(tasks).flatMap(([name, { module }]) =>
  module?.endsWith(".ts") === true ? [[name, module] as const] : [],
);

/** Libraries may speak the language of the machine; ours are English, whole lines. */
const env = { ...process.env, LC_ALL: "de_DE.UTF-8", LANG: "de_DE.UTF-8", TZ: "Pacific/Chatham" };

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(module: string, option: string, reads = true): Promise<Ended> {
  // As `npm run` does: a loader is for what is not compiled.
  const file = await compile(join(top, module));
  const started = file === undefined ? ["--import", "tsx", join(top, module)] : [file];
  const argv = ["--import", join(import.meta.dirname, "broken-pipe.mjs"), ...started, option];
  const program = spawn(process.execPath, argv, { cwd: top, env });
  if (!reads) program.stdout.destroy();
  const [stdout, stderr] = [reads ? text(program.stdout) : "", text(program.stderr)];
  const [code] = (await once(program, "close")) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

describe.concurrent.each(modules)("%s", (_name, module) => {
  it("refuses an option that it does not know, in one line", async () => {
    const { code, stdout, stderr } = await run(module, "--unheard-of");
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toMatch(/^\S+: (unknown|no) (option|argument).*unheard-?of.*\n$/i);
  });

  it("says nothing of a reader who has left its help", async () => {
    const { code, stderr } = await run(module, "--help", false);
    expect(stderr).toBe("");
    expect([0, 141]).toContain(code);
  });
});
