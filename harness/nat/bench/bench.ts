import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { found } from "../../../ci/bootstrap/debian-packages.mjs";
import type { Run } from "../../nftables-json/run.ts";
import { benchSockets } from "./kernel-sockets.ts";
import type { ProbeSockets } from "../probe/sockets.ts";

/**
 * A router with two hosts behind it and an internet in front of it, to test one NAT:
 *
 *     internet 203.0.113.1, .2 ── wan 198.51.100.11 [router] lan 192.168.1.1 ── switch ──┬── alice 192.168.1.101
 *                                                                                        └── bob   192.168.1.102
 *
 * The namespaces have no names: each exists as long as a process that reads our pipe, so that none outlives this process.
 */
export interface Bench extends AsyncDisposable {
  readonly sockets: ProbeSockets;
  /** Run a program in that node. */
  readonly router: Run;
  readonly internet: Run;
  readonly alice: Run;
  readonly bob: Run;
  /** Starts a program that runs until it is stopped. */
  start(node: string, argv: readonly string[]): { stop(): Promise<void> };
}

export const external = "198.51.100.11";
/** For NATs that pool. */
export const others = ["198.51.100.12", "198.51.100.13"] as const;
export const servers = { node: "internet", addresses: ["203.0.113.1", "203.0.113.2"], ports: [3478, 3479] } as const;
export const insideHosts = [
  { node: "alice", address: "192.168.1.101" },
  { node: "bob", address: "192.168.1.102" },
] as const;

const nodes = ["internet", "router", "switch", "alice", "bob"] as const;
type Name = (typeof nodes)[number];

export async function openBench(): Promise<Bench> {
  const maker = await startMaker();
  const inside = entering(maker.pid!);
  const holders = new Map<string, ChildProcess>();
  await Promise.all(nodes.map(async (node) => holders.set(node, await hold(inside))));
  const pidOf = (node: string) => holders.get(node)!.pid!;
  const enter = (node: string) => ["nsenter", ...inside, `--net=/proc/${pidOf(node)}/ns/net`];
  const inNode = (node: Name): Run => runIn(enter(node));
  for (const [node, commands] of Object.entries(plan(pidOf))) {
    const { code, stderr } = await inNode(node as Name)(["ip", "-batch", "-"], commands.join("\n"));
    if (code !== 0) throw new Error(`bench: ${node}: ${stderr}`);
  }
  // Every refusal must be sent, not only one per second.
  const settings = { ip_forward: 1, "conf/all/send_redirects": 0, icmp_ratelimit: 0 };
  const lines = Object.entries(settings).map(([key, value]) => `echo ${value} > /proc/sys/net/ipv4/${key}`);
  const { code, stderr } = await inNode("router")(["sh", "-ec", lines.join("\n")]);
  if (code !== 0) throw new Error(`bench: router: ${stderr}`);
  return {
    sockets: benchSockets(maker, pidOf),
    router: inNode("router"),
    internet: inNode("internet"),
    alice: inNode("alice"),
    bob: inNode("bob"),
    start: (node, argv) => startIn(enter(node), argv),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...holders.values()].map(async (holder) => (holder.stdin!.end(), once(holder, "exit"))));
      maker.disconnect();
      await once(maker, "exit");
    },
  };
}

/** Has the rights of root, in a user namespace of its own if this process has not, and a network that it may return to. */
async function startMaker(): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "socket-maker.mjs");
  const argv = [join(import.meta.dirname, "../../../ci/rooted.sh"), "unshare", "-n", process.execPath, script];
  const maker = spawn("sh", argv, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await isReady(maker, once(maker, "message"));
  return maker;
}

/** nsenter's options for the user namespace of a process: nobody may enter the one that they are in. */
function entering(pid: number): readonly string[] {
  const isOurs = readlinkSync(`/proc/${pid}/ns/user`) === readlinkSync("/proc/self/ns/user");
  return isOurs ? [] : ["--user", "--preserve-credentials", "-t", `${pid}`];
}

/** A process in its own network namespace; it ends with its standard input. */
async function hold(inside: readonly string[]): Promise<ChildProcess> {
  // util-linux 2.41 refuses to enter nothing.
  const enter = inside.length === 0 ? [] : ["nsenter", ...inside];
  const argv = [...enter, "unshare", "-n", "sh", "-c", "echo ready; exec cat"];
  const holder = spawn(argv[0]!, argv.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  await isReady(holder, once(holder.stdout, "data"));
  return holder;
}

async function isReady(program: ChildProcess, heard: Promise<unknown>): Promise<void> {
  const ended = once(program, "exit").then(([code]) => {
    throw new Error(`bench: ${program.spawnargs.join(" ")} ended with code ${code}`);
  });
  await Promise.race([heard, ended]);
}

const runIn =
  (enter: readonly string[]): Run =>
  async (argv, input) => {
    const [program, ...args] = [...enter, ...argv];
    const { exitCode, stdout, stderr, timedOut, shortMessage } = await execa(program!, args, {
      input: input ?? "",
      reject: false,
      timeout: 20_000,
    });
    if (exitCode === undefined && !timedOut) throw new Error(`bench: ${shortMessage}`);
    if (exitCode === 126 || exitCode === 127) throw new Error(`bench: ${argv[0]} cannot be started: ${stderr}`);
    return { code: exitCode ?? -1, stdout, stderr };
  };

function startIn(enter: readonly string[], argv: readonly string[]): { stop(): Promise<void> } {
  if (!found(argv[0]!)) throw new Error(`bench: ${argv[0]} cannot be started: not found`);
  const [program, ...args] = [...enter, ...argv];
  const running = spawn(program!, args, { stdio: "ignore" });
  const ended = once(running, "exit");
  return { stop: async () => (running.kill("SIGKILL"), void (await ended)) };
}

/** `ip` commands by node, in the order of execution: a cable is created at its first end. */
function plan(pidOf: (node: Name) => number): Partial<Record<Name, readonly string[]>> {
  const cable = (name: string, to: Name, far: string) =>
    `link add name ${name} type veth peer name ${far} netns ${pidOf(to)}`;
  const host = (address: string) => [
    "link set eth0 up",
    `addr add ${address}/24 dev eth0`,
    "route add default via 192.168.1.1",
  ];
  return {
    switch: [
      "link add name br0 type bridge",
      cable("p0", "router", "lan"),
      cable("p1", "alice", "eth0"),
      cable("p2", "bob", "eth0"),
      ...["p0", "p1", "p2"].map((port) => `link set ${port} master br0 up`),
      "link set br0 up",
    ],
    internet: [
      cable("core", "router", "wan"),
      "link set lo up",
      "link set core up",
      "addr add 198.51.100.1/24 dev core",
      ...servers.addresses.map((address) => `addr add ${address}/32 dev lo`),
      // For a router without translation, whose inside addresses must be reachable.
      `route add 192.168.1.0/24 via ${external}`,
    ],
    router: [
      "link set lo up",
      "link set lan up",
      "link set wan up",
      "addr add 192.168.1.1/24 dev lan",
      ...[external, ...others].map((address) => `addr add ${address}/24 dev wan`),
      "route add default via 198.51.100.1",
    ],
    alice: host("192.168.1.101"),
    bob: host("192.168.1.102"),
  };
}
