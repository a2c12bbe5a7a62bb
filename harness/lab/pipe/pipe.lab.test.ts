import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { nat } from "../../topology/nat/nat.ts";
import { planAddresses } from "../../topology/plan/plan-addresses.ts";
import type { Lab } from "../lab.ts";
import { bundled } from "../testing/bundle.ts";
import { buildLab } from "../testing/lab.ts";

const net = twoHomes({ natA: nat.none, natB: nat.none });
const folder = mkdtempSync(join(tmpdir(), "natlab-pipe-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a program behind a pipe", () => {
  let lab: Lab;
  let pipe: string;
  let peer: string;
  beforeAll(async () => {
    lab = await buildLab(net);
    pipe = await bundled("pipe", "harness/lab/pipe/main.ts");
    peer = await bundled("udp-peer", "harness/lab/pipe/testing/udp-peer.ts");
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  const log = (name: string) => join(folder, `${name}.log`);
  const start = (node: string, name: string, address: string, ...argv: string[]) =>
    lab.spawn(node, [process.execPath, pipe, "over0", address, ...argv], { logFile: log(name) });
  const lines = (name: string) => readFileSync(log(name), "utf8").trim().split("\n");
  /** Until the interface is there, and no longer than it takes to start Node. */
  const ping = async (count: number, to: string, ...options: string[]) =>
    (await lab.exec("alice", ["ping", "-n", "-c", `${count}`, "-w", "10", ...options, to])).code === 0;
  const until = async (condition: () => Promise<boolean>) => {
    for (const end = Date.now() + 10_000; Date.now() < end;) if (await condition()) return;
    throw new Error("not within 10 s");
  };
  const isUp = async (node: string) =>
    (await lab.exec(node, ["ip", "addr", "show", "dev", "over0", "up"])).stdout !== "";

  it("gets an interface whose packets are carried both ways in full length", async () => {
    const { interfaces } = planAddresses(net);
    const [alice, bob] = ["alice", "bob"].map(
      (name) => interfaces.find(({ node }) => node === name)!.addresses[0]!.address,
    );
    const running = await Promise.all([
      start("alice", "alice", "10.77.0.2/24", process.execPath, peer, "peer", bob!, "4000"),
      start("bob", "bob", "10.77.0.3/24", process.execPath, peer, "peer", alice!, "4000"),
    ]);
    await until(() => isUp("alice"));
    await until(() => ping(1, "10.77.0.3"));
    expect(await ping(3, "10.77.0.3", "-M", "do", "-s", "1252")).toBe(true);
    const { stdout } = await lab.exec("alice", ["ip", "link", "show", "dev", "over0"]);
    expect(stdout).toMatch(/mtu 1280 .*\n.*link\/none/);
    await Promise.all(running.map((one) => one.kill("SIGTERM")));
    // As a shell reports a program that ended by signal 15.
    expect(await Promise.all(running.map(({ exited }) => exited))).toEqual([143, 143]);
    expect(lines("alice").at(-1)).toMatch(/^pipe: \d+ packets to the program, \d+ from it/);
    expect(await isUp("alice")).toBe(false);
  });

  it("ends with its exit code", async () => {
    const { exited } = await start("alice", "ends", "10.77.0.2/24", "sh", "-c", "exit 7");
    expect(await exited).toBe(7);
  });

  it("says what cannot be started", async () => {
    const { exited } = await start("alice", "nothing", "10.77.0.2/24", "/no-such-program");
    expect(await exited).toBe(69);
    expect(lines("nothing").at(-1)).toMatch(/^pipe: cannot start \/no-such-program: .*ENOENT/);
  });

  it("drops and counts what it does not read, and what the kernel refuses", async () => {
    const noPackets = String.raw`printf '\000\000\000\003\001bc\020\000'; exec sleep 100`;
    const running = await start("alice", "deaf", "10.77.0.2/24", "sh", "-c", noPackets);
    await until(() => isUp("alice"));
    const flood = ["ping", "-n", "-f", "-l", "400", "-c", "600", "-s", "1200", "-w", "4", "10.77.0.9"];
    await lab.exec("alice", flood);
    await running.kill("SIGTERM");
    expect(await running.exited).toBe(143);
    const line = lines("deaf").at(-1)!;
    expect(line).toMatch(/, 0 from it, .*, 1 from the program refused by the kernel, 1 from the program too long$/);
    const [given, unread] = [/: (\d+) packets to/, /, (\d+) dropped because the program did not read/].map((count) =>
      Number(count.exec(line)![1]),
    );
    // What the queue and the sockets hold.
    expect(given).toBeGreaterThan(200);
    expect(given).toBeLessThan(500);
    expect(given! + unread!).toBeGreaterThanOrEqual(500);
  });

  it("passes signals to what a shell has started", async () => {
    const running = await start("alice", "shell", "10.77.0.2/24", "sh", "-c", "sleep 100; true");
    await until(() => isUp("alice"));
    await running.kill("SIGTERM");
    expect(await running.exited).toBe(143);
    expect((await lab.exec("alice", ["sh", "-c", "cat /proc/[0-9]*/cmdline"])).stdout).not.toContain("sleep");
  });
});
