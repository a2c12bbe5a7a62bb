import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tasks } from "./tasks.mjs";

const top = join(import.meta.dirname, "../..");

/** Those of dist/ have tests of their own. */
const modules = Object.entries(tasks).flatMap(([name, { module }]) =>
  module?.endsWith(".ts") === true ? [[name, module] as const] : [],
);

/** Libraries may speak the language of the machine; ours are English, whole lines. */
const env = { ...process.env, LC_ALL: "de_DE.UTF-8", LANG: "de_DE.UTF-8", TZ: "Pacific/Chatham" };

it.concurrent.each(modules)(
  "%s refuses an option that it does not know, in one line",
  async (_name, module) => {
    const argv = ["--import", "tsx", join(top, module), "--unheard-of"];
    const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
      execFile(process.execPath, argv, { cwd: top, timeout: 60_000, env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      ),
    );
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toMatch(/^\S+: (unknown|no) (option|argument).*unheard-?of.*\n$/i);
  },
  90_000,
);
