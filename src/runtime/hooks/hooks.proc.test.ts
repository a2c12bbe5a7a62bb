import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ownHook } from "./own-hook.ts";
import { RootHooks } from "./root-hooks.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "hooks-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const script = (text: string): readonly string[] => {
  const file = join(folder, "hook");
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return [file];
};

describe("a hook with this program's rights", () => {
  it("gets its facts as they are, whatever is in them, and nothing of this program's environment", async () => {
    process.env["N2N_TEST_SECRET"] = "x";
    try {
      const hostile = `$(touch ${folder}/owned); "'\n`;
      expect(await ownHook(script(`env > ${folder}/env`))({ N2N_PEER_NAME: hostile })).toBeUndefined();
      const env = readFileSync(join(folder, "env"), "utf8");
      expect(env).toContain(`N2N_PEER_NAME=${hostile}`);
      expect(env).not.toContain("N2N_TEST_SECRET");
      expect(existsSync(join(folder, "owned"))).toBe(false);
    } finally {
      delete process.env["N2N_TEST_SECRET"];
    }
  });

  it("that fails says with what, in one line", async () => {
    expect(await ownHook(script("echo no such route >&2; echo more >&2; exit 3"))({})).toBe(
      `${folder}/hook ended with exit code 3: no such route`,
    );
    expect(await ownHook([`${folder}/none`])({})).toBe(`cannot start ${folder}/none: no such program`);
    expect(await ownHook([folder])({})).toMatch(/cannot start .*not permitted/);
  });

  it("that never ends is ended, with all that it started", async () => {
    const run = ownHook(script(`sleep 1000 & echo $! > ${folder}/child; wait`), 1000);
    expect(await run({})).toBe(`${folder}/hook took longer than 1 s and was ended`);
    const child = Number(readFileSync(join(folder, "child"), "utf8"));
    await vi.waitFor(() => expect(stateOf(child)).toMatch(/^(gone|Z)$/));
  });
});

describe("a hook with the rights of the start", () => {
  it("gets plain facts; what a shell could take for something else becomes empty", async () => {
    using hooks = new RootHooks({ up: script(`env > ${folder}/env`) });
    const facts = {
      N2N_ADDRESS: "10.0.0.1",
      N2N_A: "a b",
      N2N_B: `$(touch ${folder}/owned)`,
      N2N_C: "*",
      N2N_D: "`id`",
    };
    expect(await hooks.hook("up")(facts)).toBeUndefined();
    const lines = readFileSync(join(folder, "env"), "utf8").split("\n");
    expect(lines).toEqual(expect.arrayContaining(["N2N_ADDRESS=10.0.0.1", "N2N_A=", "N2N_B=", "N2N_C=", "N2N_D="]));
    expect(lines.some((line) => line.startsWith("N2N_HOOK_"))).toBe(false);
    expect(existsSync(join(folder, "owned"))).toBe(false);
  });

  it("that fails says with what, also when the process that runs it is gone", async () => {
    const hooks = new RootHooks({ up: script("exit 3") });
    expect(await hooks.hook("up")({})).toBe("it ended with exit code 3");
    hooks[Symbol.dispose]();
    await vi.waitFor(async () => expect(await hooks.hook("up")({})).toBe("the process that runs hooks has ended"));
  });
});

const stateOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "")[0]!;
  } catch {
    return "gone";
  }
};
