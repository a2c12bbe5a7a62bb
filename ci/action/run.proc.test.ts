import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "natlab-action-"));
afterAll(() => rmSync(folder, { recursive: true }));
const top = join(import.meta.dirname, "../..");
const action = readFileSync(join(top, "action.yml"), "utf8");

/** A project whose `natlab` writes down its arguments, and fails if one of them is "fail". */
function project(name: string): string {
  const own = join(folder, name);
  mkdirSync(join(own, "node_modules/.bin"), { recursive: true });
  const natlab = join(own, "node_modules/natlab.mjs");
  writeFileSync(
    natlab,
    `import { appendFileSync } from "node:fs";
appendFileSync("called", JSON.stringify(process.argv.slice(2)) + "\\n");
process.exit(process.argv.includes("fail") ? 1 : 0);
`,
  );
  chmodSync(natlab, 0o755);
  symlinkSync("../natlab.mjs", join(own, "node_modules/.bin/natlab"));
  return own;
}

/** The script by an ordinary user, on a machine where sudo runs everything or asks for a password. */
function run(own: string, words: string, sudo: "free" | "refused" = "free") {
  const tools = join(folder, `tools-${sudo}`);
  mkdirSync(tools, { recursive: true });
  const free = `#!/bin/sh\necho "$@" >> ${join(own, "by-sudo")}\ncase $1 in -n | --preserve-env) shift ;; chown) exit ;; esac\nexec "$@"\n`;
  writeFileSync(join(tools, "sudo"), sudo === "free" ? free : "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  writeFileSync(join(tools, "id"), "#!/bin/sh\necho 1000\n", { mode: 0o755 });
  const env = { PATH: `${tools}:${process.env["PATH"]}`, NATLAB_ARGUMENTS: words, NATLAB_OUT: "out", NATLAB_ACTION: top, GITHUB_OUTPUT: join(own, "outputs"), GITHUB_WORKSPACE: folder }; // prettier-ignore
  const { status } = spawnSync("bash", [join(import.meta.dirname, "run.sh")], { cwd: own, env });
  const calls = readFileSync(join(own, "called"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string[]);
  const bySudo = existsSync(join(own, "by-sudo")) ? readFileSync(join(own, "by-sudo"), "utf8") : "";
  return { status, calls, bySudo, outputs: readFileSync(join(own, "outputs"), "utf8") };
}

describe("the action", () => {
  it("sets the machine up and runs what it is given, with the reports in one folder", () => {
    const { status, calls, outputs } = run(project("usual"), "scenario --all --shard 1/3");
    expect(calls).toEqual([["setup"], ["scenario", "--all", "--shard", "1/3", "--out", "out"]]);
    expect(status).toBe(0);
    expect(outputs).toBe("out=usual/out\n");
  });

  it("goes without root where sudo asks for a password, or is missing", () => {
    expect(run(project("with-sudo"), "scenario").bySudo).toMatch(/^--preserve-env env .* scenario --out out$/m);
    const without = run(project("without"), "scenario", "refused");
    expect(without.calls).toEqual([["setup"], ["scenario", "--out", "out"]]);
    expect(without).toMatchObject({ status: 0, bySudo: "" });
  });

  it("fails as the command does", () => {
    expect(run(project("failing"), "scenario fail").status).toBe(1);
  });

  it("needs nothing of the machine for the simulation", () => {
    expect(run(project("simulated"), "scenario --all --world sim").calls).toEqual([["scenario", "--all", "--world", "sim", "--out", "out"]]); // prettier-ignore
  });

  it("takes arguments as words, whatever is in them", () => {
    expect(run(project("odd"), "matrix --sut $(touch${IFS}x);'a").calls[1]).toEqual([
      "matrix",
      "--sut",
      "$(touch${IFS}x);'a",
    ]);
  });

  it("puts no input into a script", () => {
    for (const [, script] of action.matchAll(/^ +run: (.*)$/gm)) expect(script).not.toContain("${{");
  });
});
