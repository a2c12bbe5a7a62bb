import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { optionsTakenByNpm } from "./npm-options.mjs";
import { tasks } from "./tasks.mjs";

const scenario = tasks["scenario"]!.options!;

// Whole programs are started here, on machines that may have much else to do.
beforeAll(() => void execFileSync(process.execPath, ["ci/build.mjs"]));
const taken = (env: Record<string, string>) => optionsTakenByNpm("scenario", scenario, env);

describe("what npm takes of the options that no -- stands before", () => {
  it.each<[Record<string, string>, readonly string[]]>([
    [{ npm_config_dry_run: "true" }, ["--dry-run"]],
    [{ npm_config_list: "true", npm_config_json: "true" }, ["--list", "--json"]],
    [{ npm_config_jobs: "2" }, ["--jobs=2"]],
    [{ npm_config_case: "public\n\nsymmetric" }, ["--case=public", "--case=symmetric"]],
    [{ npm_config_cache: "/root/.npm", npm_config_yes: "", npm_config_loglevel: "silent" }, []],
    [{ npm_config_proxy: "http://proxy", npm_config_prefix: "/usr", npm_config_registry: "https://x" }, []],
    [{ npm_config_json: "" }, ["--no-json"]],
    [{ PATH: "/bin", list: "true" }, []],
  ])("%j is understood", (env, given) => {
    expect(taken(env)).toEqual({ given });
  });

  it.each([
    [{ npm_config_case: "true" }, "--case"],
    [{ npm_config_world: "true", npm_config_seed: "true" }, "--seed and --world"],
    [{ npm_config_case: "true\n\npublic" }, "--case"],
    [{ npm_config_relay_only: "true" }, "--relay-only"],
    [{ npm_config_case: "" }, "--case"],
    [{ npm_config_cas: "" }, "--cas"],
    [{ npm_config_dryrun: "true" }, "--dryrun"],
    [{ npm_config_wrold: "true" }, "--wrold"],
    [{ npm_config_relayonly: "true" }, "--relayonly"],
  ])("%j cannot be, and the line says what to write", (env, lost) => {
    expect(taken(env).trouble).toBe(`npm took ${lost} for itself; write "--" before options: npm run scenario -- …`);
  });

  // The help of each program is made from the same table as its parser.
  it.each(["scenario", "matrix", "scale", "judge", "doctor", "bench"])("knows every option of %s", (name) => {
    const help = execFileSync(process.execPath, ["ci/bootstrap.mjs", name, "--help"], { encoding: "utf8" });
    const said = new Set([...help.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, option]) => option!));
    for (const option of ["help", "no-shrink"]) said.delete(option);
    const { flags = [], valued = [] } = tasks[name]!.options!;
    expect([...flags, ...valued].sort()).toEqual([...said].sort());
  });
});

describe("npm itself", () => {
  const run = (...args: string[]) =>
    spawnSync("npm", ["run", "-s", ...args], { encoding: "utf8", env: { PATH: process.env["PATH"], HOME: tmpdir() } });

  it("hands over a switch, which is obeyed", () => {
    const { status, stdout } = run("scenario", "--list", "same-lan");
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^same-lan\n/)]);
    expect(run("scenario", "--dry-run", "same-lan").stdout).toMatch(/^# same-lan \//);
  });

  it("tears a value off, which is refused", () => {
    const { status, stderr } = run("scenario", "same-lan", "--world", "sim");
    expect([status, stderr]).toEqual([64, expect.stringMatching(/^natlab: npm took --world .*\n$/)]);
    expect(run("test", "--project", "unit").status).toBe(64);
  });
});

describe("a reader that leaves early", () => {
  const folder = mkdtempSync(join(tmpdir(), "natlab-pipe-"));
  const code = (command: string) => {
    const script = join(folder, "run.sh");
    writeFileSync(script, `set -o pipefail\n${command} | true\necho $? >${join(folder, "code")}\n`);
    chmodSync(script, 0o755);
    execFileSync("bash", [script], { stdio: "ignore" });
    return Number(readFileSync(join(folder, "code"), "utf8"));
  };

  it("changes no exit code", () => {
    const task = `${process.execPath} ci/bootstrap.mjs`;
    expect(code(`${task} scenario --list`)).toBe(0);
    expect(code(`${task} scenario same-lan --world sim --relay-only alice`)).not.toBe(0);
    expect(code(`${task} judge /nowhere 2>&1`)).toBe(64);
    rmSync(folder, { recursive: true });
  });
});
