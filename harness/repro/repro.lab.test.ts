import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, it } from "vitest";
import { instant, milliseconds } from "../../src/base/instant.ts";
import type { CaseReport } from "../report/run-json.ts";
import { reproScript } from "./repro.ts";
import { historyOf, mute } from "./testing/history.ts";
import { compiled } from "../../ci/testing/compiled.ts";

const folder = mkdtempSync(join(tmpdir(), "repro-lab-"));
afterAll(() => rmSync(folder, { recursive: true }));

const temporary = join(folder, "tmp");
mkdirSync(temporary);
/** Whatever the script would take of Node.js is not there. */
const env = { PATH: process.env["PATH"], HOME: folder, TMPDIR: temporary, NODE: "/no/such/node" };

const top = join(import.meta.dirname, "../..");
const pair = { a: "alice", b: "bob", from: instant(2000) } as const;

it("a run's script says the same as the run, without Node.js, and leaves nothing", { timeout: 300_000 }, async () => {
  const file = join(folder, "repro.sh");
  const cli = await compiled("harness/run/cli.ts");
  const nodes = ["--node", `alice=${mute}`, "--node", `bob=${mute}`];
  const argv = [cli, "any-program", "--case", "public", ...nodes, "--export", file, "--out", join(folder, "out")];
  const run = spawnSync(process.execPath, argv, { cwd: top, encoding: "utf8", env: { ...process.env, INIT_CWD: folder } }); // prettier-ignore
  expect(run.stderr).toContain(`natlab: ${file} repeats any-program / public, which failed: sh ${file}\n`);
  expect(run.status).toBe(1);
  const again = spawnSync("sh", [file], { encoding: "utf8", env });
  expect(again.stdout).toMatch(/^observed {2}no ping from alice to bob was answered within \d+ s\nverdict {3}fail, as in the run\n/m); // prettier-ignore
  expect(again.status).toBe(1);
  expect(readdirSync(temporary)).toEqual([]);
});

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s ends a script, which leaves nothing", { timeout: 120_000 }, async (signal, code) => {
  const marked = mute.replace("sleep 1000", `sleep 1000.${code}`);
  const claims = [{ kind: "ping", ...pair, within: milliseconds(60_000) }] as const;
  const report = { name: "x", verdict: "fail", seed: 1 } as CaseReport;
  const file = join(folder, `${signal}.sh`);
  writeFileSync(file, reproScript({ scenario: "x", report, history: historyOf(marked, claims, folder), files: folder })); // prettier-ignore
  const child = spawn("sh", [file], { env });
  const [said, ended] = [text(child.stderr), once(child, "close")];
  await once(child.stderr, "data");
  child.kill(signal);
  expect(await ended).toEqual([code, null]);
  expect(await said).toContain("start on alice");
  expect(readdirSync(temporary)).toEqual([]);
  const running = (): boolean =>
    readdirSync("/proc").some((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(`sleep 1000.${code}`));
  await expect.poll(running, { timeout: 10_000 }).toBe(false);
});

/** Of this machine's process; empty if it has ended. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
