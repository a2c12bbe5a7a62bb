import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const top = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "n2n-configuration-"));
beforeAll(() => void execFileSync(process.execPath, [join(top, "ci/build.mjs")]));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return name;
};
const run = (program: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(top, `dist/${program}.cjs`), ...args], { cwd: folder, encoding: "utf8" }); // prettier-ignore
  return { status, stdout, stderr };
};

describe("the built programs", () => {
  it("check a YAML file: each fault in one line", () => {
    const good = file("edge.yaml", "community: net\nkey: s3cret\nsupernodes: [sn.example.org:7654]\n");
    expect(run("edge", "check-config", good)).toEqual({ status: 0, stdout: "edge.yaml: edge can start with it\n", stderr: "" }); // prettier-ignore
    const bad = file("bad.yml", "comunity: net\nkey: s3cret\nmtu: 20\n");
    const { status, stderr } = run("edge", "check-config", bad);
    expect(status).toBe(64);
    expect(stderr).toMatch(/^bad\.yml:1: no option "comunity"[^\n]*\nbad\.yml:3: mtu "20" is not right[^\n]*\n$/);
  });

  it("check the list of communities with the supernode's file", () => {
    file("list", "net\n* user wrong\n");
    expect(run("supernode", "check-config", file("sn.yaml", `communities: ${join(folder, "list")}\n`))).toMatchObject({ status: 64, stderr: expect.stringContaining("list:2: ") as string }); // prettier-ignore
  });

  it("start with --config, and read it again on SIGHUP, from whatever folder they are in by then", async () => {
    const config = file("running.yaml", "bind: 127.0.0.1:0\nmanagement: 0\ndatapath: portable\n");
    const child = spawn(process.execPath, [join(top, "dist/supernode.cjs"), "--config", config, "-f", "-p", "127.0.0.1:47613"], { cwd: folder }); // prettier-ignore
    // Root's daemon becomes another user.
    chmodSync(folder, 0o755);
    chmodSync(join(folder, config), 0o644);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (said += String(part)));
    const until = (pattern: RegExp) => vi.waitFor(() => expect(said).toMatch(pattern), { timeout: 20_000 });
    try {
      await until(/NORMAL ready/);
      appendFileSync(join(folder, config), "verbose: 2\nversion: other\n");
      child.kill("SIGHUP");
      await until(/configuration read again changed=verbose\n/);
      await until(/changed options need a restart options=version\n/);
      appendFileSync(join(folder, config), "nonsense: 1\n");
      child.kill("SIGHUP");
      await until(/the configuration stays as it was why="running\.yaml:6: no option/);
    } finally {
      child.kill();
    }
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
