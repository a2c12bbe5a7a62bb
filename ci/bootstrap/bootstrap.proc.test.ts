import { execFile, execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { tasks } from "./tasks.mjs";

const top = join(import.meta.dirname, "../..");
const scratch = mkdtempSync(join(tmpdir(), "natlab-bootstrap-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const evaluate = (script: string, env = process.env) =>
  execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: top, encoding: "utf8", env }).trim();

describe("bootstrap", () => {
  it.each([
    ["18.20.0", true],
    ["20.18.3", true],
    ["20.19.0", false],
    ["21.7.0", true],
    ["22.11.0", true],
    ["22.12.0", false],
    ["23.1.0", true],
    ["24.0.0", false],
  ])("Node %s is too old: %s", (version, old) => {
    const script = `import { nodeIsTooOld } from "./ci/bootstrap/npm-packages.mjs"; console.log(nodeIsTooOld("${version}"))`;
    expect(evaluate(script)).toBe(String(old));
  });

  it("says in one line that its folder has a name that modules cannot be loaded from", () => {
    const odd = join(scratch, "what?");
    mkdirSync(join(odd, "ci"), { recursive: true });
    copyFileSync(join(top, "ci/bootstrap.mjs"), join(odd, "ci/bootstrap.mjs"));
    const { status, stderr } = spawnSync(process.execPath, ["ci/bootstrap.mjs", "judge"], {
      cwd: odd,
      encoding: "utf8",
    });
    expect(status).toBe(69);
    expect(stderr).toMatch(/^natlab: .*\/what\?\/ has a question mark in its name, .*: rename it\n$/);
  });

  it.each(["--jitless", "--no-addons", "--frozen-intrinsics"])(
    "says in one line that it cannot run with %s",
    (option) => {
      const env = { ...process.env, NODE_OPTIONS: `--no-warnings ${option}` };
      const argv = ["ci/bootstrap.mjs", "scenario", "--list"];
      const { status, stderr } = spawnSync(process.execPath, argv, { cwd: top, encoding: "utf8", env });
      expect(status).toBe(64);
      expect(stderr.replace(/^Warning: .*\n/, "")).toBe(
        `natlab: NODE_OPTIONS contains ${option}, with which this cannot run: remove it\n`,
      );
    },
  );

  it("says why no laboratory can be built, and what can be done without, and asks no sudo", () => {
    mkdirSync(join(scratch, "refusing"));
    const refuse = "#!/bin/sh\necho unshare: unshare failed: Operation not permitted >&2\nexit 1\n";
    writeFileSync(join(scratch, "refusing/unshare"), refuse, { mode: 0o755 });
    writeFileSync(join(scratch, "refusing/sudo"), `#!/bin/sh\ntouch ${scratch}/asked\n`, { mode: 0o755 });
    const argv = ["ci/bootstrap.mjs", "scenario", "same-lan"];
    const env = { ...process.env, PATH: `${scratch}/refusing:${process.env["PATH"]}` };
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: top, encoding: "utf8", env });
    expect({ status, stdout }).toEqual({ status: 69, stdout: "" });
    expect(stderr).toMatch(/^natlab: "npm run scenario" .*Operation not permitted.* To fix: .*--world sim.*\n$/);
    expect(existsSync(join(scratch, "asked"))).toBe(false);
  });

  it("names the tasks when asked for one that is not there", () => {
    const ended = spawnSync(process.execPath, ["ci/bootstrap.mjs", "nothing"], { cwd: top, encoding: "utf8" });
    expect(ended.status).toBe(64);
    expect(ended.stderr).toMatch(/^natlab: no task "nothing": choose from scenario, .*doctor, .*test/);
  });

  it("says its version for every task, before anything is installed or built", async () => {
    const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { readonly version: string };
    const run = promisify(execFile);
    for (const name of Object.keys(tasks))
      expect(await run(process.execPath, ["ci/bootstrap.mjs", name, "--version"], { cwd: top })).toEqual({
        stdout: `n2n-natlab ${version}\n`,
        stderr: "",
      });
    const full = spawnSync("sh", ["-c", '"$0" ci/bootstrap.mjs bench --version >/dev/full', process.execPath], { cwd: top, encoding: "utf8" }); // prettier-ignore
    expect(full).toMatchObject({ status: 74, stderr: expect.stringMatching(/^natlab: .*ENOSPC.*\n$/) as string });
  });

  it("starts commands from where they were found, and leaves out what depends on the folder one stands in", () => {
    mkdirSync(join(scratch, "own"));
    writeFileSync(join(scratch, "own/natlab-own"), "#!/bin/sh\n", { mode: 0o755 });
    const script = `
      import { commandPath, found } from "./ci/bootstrap/debian-packages.mjs";
      console.log(found("natlab-own"), commandPath());`;
    // Packages that are unpacked into this checkout come last.
    const run = (PATH: string) => evaluate(script, { ...process.env, PATH }).replace(/:[^:]*\/\.systems\/[^:]*$/, "");
    const system = "/usr/sbin:/usr/bin:/sbin:/bin";
    expect(run(`${join(scratch, "own")}::.:/usr/bin`)).toBe(
      `true ${join(scratch, "own")}:/usr/bin:/usr/sbin:/sbin:/bin`,
    );
    expect(run("")).toBe(`false ${system}`);
  });

  it("leaves out folders that the user may not enter", () => {
    mkdirSync(join(scratch, "closed"), { mode: 0 });
    // To root nothing is closed.
    const script = `
      import { commandPath } from "./ci/bootstrap/debian-packages.mjs";
      if (process.getuid() === 0) process.setuid(65534);
      console.log(commandPath());`;
    const path = evaluate(script, { ...process.env, PATH: `${join(scratch, "closed/bin")}:/usr/bin:/nowhere/bin` });
    // An ordinary user cannot remove it with what is around it: that looks into it.
    rmdirSync(join(scratch, "closed"));
    expect(path).toMatch(/^\/usr\/bin:\/nowhere\/bin:\/usr\/sbin:/);
  });

  it.each([
    ["console.log(1); console.error(2)", ">/dev/full", 74, /^2\nnatlab: cannot write to standard output: ENOSPC.*\n$/],
    ["console.log(1); console.error(2)", "2>/dev/full", 0, /^$/],
    ["console.log(1)", "| true; exit ${PIPESTATUS[0]}", 0, /^$/],
  ])("of %j %s it makes %i", (script, into, code, said) => {
    const argv = ["--import", "./ci/bootstrap/broken-pipe.mjs", "-e", script];
    const ended = spawnSync("bash", ["-c", `"$0" "$@" ${into}`, process.execPath, ...argv], {
      cwd: top,
      encoding: "utf8",
    });
    expect(ended.status).toBe(code);
    expect(ended.stderr).toMatch(said);
  });

  it.each([24, 64, 255])("says so in one line where %i files may be open", (limit) => {
    const shell = `ulimit -n ${limit}; exec "$0" ci/bootstrap.mjs doctor`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", shell, process.execPath], {
      cwd: top,
      encoding: "utf8",
      timeout: 20_000,
    });
    expect({ status, stdout }).toEqual({ status: 69, stdout: "" });
    expect(stderr).toBe(
      `natlab: this shell allows ${limit} open files at a time, too few for Node and what it starts: ulimit -n 1024\n`,
    );
  });

  it("sees that what is installed is what the lockfile asks for, and when it is not", () => {
    const script = (folder: string) => `
      import { installedAsLocked } from "./ci/bootstrap/npm-packages.mjs";
      console.log(installedAsLocked(${JSON.stringify(folder)}));`;
    const packages = {
      "": {},
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "2.0.0", optional: true },
    };
    mkdirSync(join(scratch, "node_modules"));
    writeFileSync(join(scratch, "package-lock.json"), JSON.stringify({ packages }));
    expect(evaluate(script(scratch))).toBe("false");
    const installed = (version: string) =>
      writeFileSync(
        join(scratch, "node_modules/.package-lock.json"),
        JSON.stringify({ packages: { "node_modules/a": { version } } }),
      );
    installed("1.0.0");
    expect(evaluate(script(scratch))).toBe("true");
    installed("1.0.1");
    expect(evaluate(script(scratch))).toBe("false");
  });

  it("says what cannot be brought on a machine without apt-get", () => {
    const script = `
      import { tryDebianPackages } from "./ci/bootstrap/debian-packages.mjs";
      console.log(tryDebianPackages(["no-such-command"], console.error));`;
    const env = { PATH: join(scratch, "empty") };
    const ended = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: top,
      encoding: "utf8",
      env,
    });
    expect(ended.stdout).toMatch(/no-such-command not found|this failed: apt-get install|sudo apt-get install/);
  });

  it("installs all of the lockfile, however npm is set, and says when it did not", () => {
    const folder = join(scratch, "fresh");
    mkdirSync(join(folder, "bin"), { recursive: true });
    const lock = JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } });
    writeFileSync(join(folder, "package-lock.json"), lock);
    const npm = (script: string) => writeFileSync(join(folder, "bin/npm"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const bring = () => {
      const script = `
        import { bringNpmPackages } from "./ci/bootstrap/npm-packages.mjs";
        bringNpmPackages(${JSON.stringify(folder)}, () => undefined);`;
      const env = { ...process.env, PATH: `${folder}/bin:${process.env["PATH"]}` };
      const argv = ["--input-type=module", "-e", script];
      const { status, stderr } = spawnSync(process.execPath, argv, { cwd: top, encoding: "utf8", env });
      return { status, stderr };
    };
    npm("exit 3");
    expect(bring()).toEqual({ status: 69, stderr: expect.stringMatching(/^natlab: npm ci failed; .*\n$/) as string });
    npm("exit 0");
    expect(bring()).toEqual({ status: 69, stderr: expect.stringMatching(/^natlab: npm ci did not install all.*\n$/) as string }); // prettier-ignore
    npm('echo "$@" >asked; mkdir -p node_modules; cp package-lock.json node_modules/.package-lock.json');
    expect(bring()).toEqual({ status: 0, stderr: "" });
    const asked = readFileSync(join(folder, "asked"), "utf8");
    for (const option of ["--include=dev", "--include=optional", "--no-dry-run"]) expect(asked).toContain(option);
  });

  it("is silent when nothing is missing", () => {
    const ended = spawnSync(process.execPath, ["ci/bootstrap.mjs", "judge", "--help"], { cwd: top, encoding: "utf8" });
    expect(ended.stderr).toBe("");
    expect(ended.stdout).toMatch(/^npm run judge/);
  });
});
