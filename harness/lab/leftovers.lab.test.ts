import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { fraction, seededRandom } from "../../src/base/random.ts";
import { bundledAgent } from "./testing/agent.ts";

const runner = fileURLToPath(new URL("./testing/runner.ts", import.meta.url));
/** Every process of the laboratory inherits HOME, which distinguishes ours from those of other laboratories. */
const home = mkdtempSync(join(tmpdir(), "natlab-test-"));

beforeAll(() => bundledAgent());
afterAll(() => rmSync(home, { recursive: true, force: true }));

function startRunner() {
  const child = spawn(process.execPath, ["--import", "tsx", runner], {
    env: { ...process.env, HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, ready: once(child.stdout, "data"), ended: once(child, "exit") };
}

/** Host pids of all our processes. */
function ours(): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && about(pid, "environ").includes(`HOME=${home}`));
}

function about(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

const host = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: "utf8" });
const mounts = () =>
  readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("lab "));
const settled = { timeout: 10_000, interval: 20 };

const isRoot = process.getuid?.() === 0;

describe.each(["SIGKILL", "SIGINT"] as const)("a runner ended by %s", (signal) => {
  async function standing() {
    const { child, ready, ended } = startRunner();
    await ready;
    const sleeper = () => ours().find((pid) => about(pid, "comm") === "sleep\n");
    await expect.poll(sleeper).toBeDefined();
    const kill = async () => {
      child.kill(signal);
      await ended;
    };
    return { kill, pid: child.pid!, inside: sleeper()! };
  }

  it("takes its laboratory along: processes, mounts", async () => {
    const { kill } = await standing();
    expect(ours().length).toBeGreaterThan(8);
    expect(host("ip", "netns", "list")).not.toMatch(/alice|homeA/);
    await kill();
    await expect.poll(ours, settled).toEqual([]);
    expect(mounts()).toEqual([]);
  });

  it.skipIf(!isRoot)(
    "takes its namespaces and their interfaces along (seen by a cable that only root can lay)",
    async () => {
      const { kill, pid, inside } = await standing();
      // A cable from here into a namespace of the laboratory exists as long as that namespace.
      const canary = `nlt${pid}`;
      host("ip", "link", "add", "name", canary, "type", "veth", "peer", "name", "canary", "netns", `${inside}`);
      expect(host("ip", "-br", "link")).toContain(canary);
      await kill();
      await expect.poll(() => host("ip", "-br", "link"), settled).not.toContain(canary);
    },
  );
});

describe("a runner killed at any moment", () => {
  const random = seededRandom(2);
  it.each(Array.from({ length: 10 }, () => Math.round(fraction(random) * 900)))(
    "leaves nothing after %d ms",
    async (wait) => {
      const { child, ended } = startRunner();
      setTimeout(() => child.kill("SIGKILL"), wait);
      await ended;
      await expect.poll(ours, settled).toEqual([]);
      expect(mounts()).toEqual([]);
    },
  );
});
