import { spawn, execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { fraction, seededRandom } from "../src/base/random.ts";

const seed = Date.now() >>> 0;
const random = seededRandom(seed);

/** Every process below `pid`, and the network namespaces that they are in. Until `close`, no other gets their numbers. */
function treeOf(pid: number): { pids: number[]; networks: string[]; close: () => void } {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((text) => /^\d+$/.test(text))) {
    const [, parent] = /^PPid:\t(\d+)$/m.exec(readOr(`/proc/${name}/status`)) ?? [];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isBelow = (value: number): boolean => value === pid || (parents.has(value) && isBelow(parents.get(value)!));
  const pids = [...parents.keys()].filter(isBelow);
  const files = pids.map((one) => openOr(`/proc/${one}/ns/net`)).filter((file) => file !== undefined);
  const networks = [...new Set(files.map((file) => linkOr(`/proc/self/fd/${file}`)))];
  return { pids, networks, close: () => files.forEach((file) => closeSync(file)) };
}

const readOr = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};
const linkOr = (file: string): string => {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
};
const openOr = (file: string): number | undefined => {
  try {
    return openSync(file, "r");
  } catch {
    return undefined;
  }
};

const own = linkOr("/proc/self/ns/net");
const alive = (pid: number) => readOr(`/proc/${pid}/stat`) !== "" && !/\) Z /.test(readOr(`/proc/${pid}/stat`));
const host = () => ({
  named: execFileSync("ip", ["netns", "list"], { encoding: "utf8" }),
  mounts: readOr("/proc/mounts"),
});

describe(`a run that is killed, seed ${seed}`, () => {
  it.each(["SIGKILL", "SIGKILL", "SIGKILL", "SIGTERM", "SIGINT"] as const)(
    "leaves nothing behind: %s",
    async (signal) => {
      const before = host();
      const runner = spawn(process.execPath, ["ci/bootstrap.mjs", "scenario", "same-lan"], { stdio: "ignore" });
      const ended = new Promise((resolve) => runner.once("exit", resolve));
      await sleep(400 + 3000 * fraction(random));
      const tree = treeOf(runner.pid!);
      onTestFinished(tree.close);
      runner.kill(signal);
      await ended;
      const deadline = Date.now() + 5000;
      while (tree.pids.some(alive) && Date.now() < deadline) await sleep(20);
      expect(tree.pids.filter(alive)).toEqual([]);
      const inUse = new Set(
        readdirSync("/proc")
          .filter((text) => /^\d+$/.test(text))
          .map((pid) => linkOr(`/proc/${pid}/ns/net`)),
      );
      expect(tree.networks.filter((network) => network !== own && network !== "" && inUse.has(network))).toEqual([]);
      expect(host()).toEqual(before);
    },
  );
});
