import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { compiled } from "../../ci/testing/compiled.ts";

const program = await compiled("src/cli/program.ts");
const configError = await compiled("src/base/config-error.ts");
const forever = "await new Promise(() => setInterval(() => undefined, 1000))";

/** Runs `main` as a program; each signal is sent after the program has printed another line. */
async function run(main: string, ...signals: NodeJS.Signals[]) {
  const script = `
    import { Broken, runProgram } from ${JSON.stringify(program)};
    import { ConfigError } from ${JSON.stringify(configError)};
    runProgram("toy", async (life) => { ${main} });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
  child.stdout.on("data", () => {
    const signal = signals.shift();
    if (signal !== undefined) child.kill(signal);
  });
  const complaint = text(child.stderr);
  const [exitCode] = (await once(child, "exit")) as [number | null];
  return { exitCode, complaint: await complaint };
}

describe("program", () => {
  it.each([
    ["return 0", 0, ""],
    ['throw new ConfigError("-p is wrong")', 64, "toy: -p is wrong\n"],
    ['throw new Broken("the cable is cut")', 1, "toy: the cable is cut\n"],
    [
      'throw new ConfigError("no such name: \\u001b[2J\\u009b\\n")',
      64,
      "toy: no such name: \\u001b[2J\\u009b\\u000a\n",
    ],
    [
      'throw Object.assign(new Error("x"), { code: "EMFILE", syscall: "open", path: "/a" })',
      69,
      "toy: open /a: too many open files in this process; raise its limit (ulimit -n, LimitNOFILE=) (EMFILE)\n",
    ],
    [
      'throw new Broken("x", { cause: Object.assign(new Error("x"), { code: "EROFS" }) })',
      74,
      "toy: the file system is read-only (EROFS)\n",
    ],
    [
      '(await import("node:fs")).writeFileSync("/dev/full", "x"); return 0',
      74,
      "toy: write: no space left on the device (ENOSPC)\n",
    ],
    ['throw new ConfigError("x".repeat(5_000_000))', 64, `toy: ${"x".repeat(1000)}…\n`],
  ])("%s: exit code and one line", async (main, exitCode, complaint) => {
    expect(await run(main)).toEqual({ exitCode, complaint });
  });

  it("does not end with 0 if what it waits for cannot happen any more", async () => {
    const { exitCode, complaint } = await run("await new Promise(() => undefined); return 0");
    expect(exitCode).toBe(70);
    expect(complaint).toMatch(/^toy: bug in this program: state=\{\} Error: there is nothing left to wait for/);
  });

  it.each(['throw new Error("impossible")', `setTimeout(() => { throw new Error("impossible") }); ${forever}`])(
    "leaves state and trace at a bug: %s",
    async (main) => {
      const { exitCode, complaint } = await run(`life.onBug(() => ({ peers: 3 })); ${main}`);
      expect(exitCode).toBe(70);
      expect(complaint).toMatch(/^toy: bug in this program: state=\{"peers":3\} Error: impossible\n\s+at /);
    },
  );

  it("stops cleanly on the first signal", async () => {
    const main =
      "const stopped = new Promise((resolve) => life.onStop(resolve)); console.log(1); setInterval(() => 0, 1000); await stopped; return 0";
    expect((await run(main, "SIGTERM")).exitCode).toBe(0);
  });

  it("opens no debugger at SIGUSR1", async () => {
    const main = `
      const answered = await new Promise((resolve) => {
        process.on("SIGUSR1", () => setTimeout(resolve, 200));
        console.log(1);
        setInterval(() => 0, 1000);
      });
      return process.listenerCount("SIGUSR1") === 2 && (await import("node:inspector")).url() === undefined ? 0 : 1`;
    expect(await run(main, "SIGUSR1")).toEqual({ exitCode: 0, complaint: "" });
  });

  it("ends at once on the second", async () => {
    const main = `life.onStop(() => console.log(2)); console.log(1); ${forever}`;
    expect((await run(main, "SIGTERM", "SIGINT")).exitCode).toBe(130);
  });
});
