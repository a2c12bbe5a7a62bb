import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { parseRun } from "../report/run-json.ts";

const folder = mkdtempSync(join(tmpdir(), "keep-"));
afterAll(() => rmSync(folder, { recursive: true }));

it(
  "--keep shows the table, the page and how to enter while the laboratory is up, and leaves the report",
  { timeout: 180_000 },
  async () => {
    const tsx = import.meta.resolve("tsx");
    const argv = [
      "--import",
      tsx,
      join(import.meta.dirname, "../run/cli.ts"),
      "same-lan",
      "--case",
      "symmetric",
      "--keep",
    ];
    const child = spawn(process.execPath, argv, { cwd: folder });
    onTestFinished(() => void child.kill("SIGKILL"));
    let [said, complained] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (complained += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    while (!said.includes("Ctrl-C takes everything down") && child.exitCode === null) await sleep(50);
    expect(said).toMatch(/^ {2}symmetric .* pass$/m);
    const [, run] = /^ {2}page +(reports\/runs\/\S+)\/index\.html$/m.exec(said)!;
    expect(parseRun(JSON.parse(readFileSync(join(folder, run!, "run.json"), "utf8"))).cases[0]!.verdict).toBe("pass");
    expect(said).toContain("as its story left it: sn: cut off");
    expect(existsSync(join(folder, run!, "standing"))).toBe(true);
    const [, enter] = /^ {2}enter +(?:sudo )?(nsenter .*) NODE env /m.exec(said)!;
    const inside = execFileSync("sh", ["-c", `${enter} alice ip -br link show n2n0`], { encoding: "utf8" });
    expect(inside).toMatch(/^n2n0 /);
    child.kill("SIGINT");
    expect([await ended, complained]).toEqual([0, ""]);
    expect(readdirSync(join(folder, run!)).sort()).toEqual(["cases", "index.html", "junit.xml", "run.json"]);
    expect(() => execFileSync("sh", ["-c", `${enter} alice true`], { stdio: "ignore" })).toThrow();
  },
);
