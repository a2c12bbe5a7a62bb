import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { parseRun } from "../report/run-json.ts";
import { compiled } from "../../ci/testing/compiled.ts";

const cli = await compiled("harness/run/cli.ts");

const folder = mkdtempSync(join(tmpdir(), "keep-"));
afterAll(() => rmSync(folder, { recursive: true }));

it(
  "--keep shows the table, the page and how to enter while the laboratory is up, and leaves the report",
  { timeout: 180_000 },
  async () => {
    const argv = [cli, "same-lan", "--case", "symmetric", "--keep"];
    const labs = join(folder, "labs");
    const env = { ...process.env, NATLAB_LABS: labs, INIT_CWD: folder };
    const child = spawn(process.execPath, argv, { cwd: folder, env });
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
    const [, enter] = /^ {2}nsenter +(?:sudo )?(nsenter .*) NODE env /m.exec(said)!;
    const inside = execFileSync("sh", ["-c", `${enter} alice ip -br link show n2n0`], { encoding: "utf8" });
    expect(inside).toMatch(/^n2n0 /);
    const hand = [await compiled("harness/hand/cli.ts")];
    const name = "same-lan-symmetric";
    const pinged = execFileSync(process.execPath, [...hand, "exec", "-n", name, "alice", "--", "ping", "-c", "1", "-W", "5", "10.77.0.3"], { encoding: "utf8", env }); // prettier-ignore
    expect(pinged).toContain(" 1 received");
    child.kill("SIGINT");
    expect([await ended, complained]).toEqual([0, ""]);
    expect(readdirSync(join(folder, run!)).sort()).toEqual(["cases", "index.html", "junit.xml", "run.json"]);
    expect(() => execFileSync("sh", ["-c", `${enter} alice true`], { stdio: "ignore" })).toThrow();
    expect(readdirSync(labs)).toEqual([]);
    expect(readdirSync(join(folder, run!, "..")).filter((each) => each.startsWith(".unfinished"))).toEqual([]);
    expect(readdirSync(join(folder, run!, "cases"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("/secrets"))).toEqual([]); // prettier-ignore
  },
);

it(
  "--pause-on-fail leaves only the laboratories of cases that did not pass, until each is taken down",
  { timeout: 180_000 },
  async () => {
    const env = { ...process.env, NATLAB_LABS: join(folder, "paused") };
    const cases = ["--case", "full-cone", "--case", "port-restricted", "--build", "homeB=port-restricted"];
    const argv = [cli, "symmetric-vs-cone", ...cases, "--pause-on-fail"]; // prettier-ignore
    const child = spawn(process.execPath, argv, { cwd: folder, env });
    onTestFinished(() => void child.kill("SIGKILL"));
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    while (!said.includes("Ctrl-C takes everything down") && child.exitCode === null) await sleep(50);
    expect(said).toMatch(/^ {2}full-cone .*inconclusive/m);
    expect(said).toMatch(/^ {2}port-restricted .* pass$/m);
    expect(said).toContain("symmetric-vs-cone / full-cone is up");
    expect(said).not.toContain("symmetric-vs-cone / port-restricted is up");
    const hand = [await compiled("harness/hand/cli.ts")];
    const down = execFileSync(process.execPath, [...hand, "down"], { encoding: "utf8", env });
    expect(down).toBe("symmetric-vs-cone-full-cone is down\n");
    expect(await ended).toBe(2);
  },
);
