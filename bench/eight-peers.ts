import { readFileSync } from "node:fs";
import {
  allowCommunity,
  noReference,
  ourCommands,
  benchPort,
  referenceCommands,
  untilBound,
  type Commands,
} from "./n2n.ts";
import { at, cpuOf, underlay, type Model } from "./network.ts";
import { pause, BenchPrograms, run, set, succeeds } from "./shell.ts";

//  Eight hosts on CPU 0, and one on CPU 1 whose edge has all of them as direct peers:
//
//  p1 … p8 ── 192.168.77.11 … 18 ── bridge in s ── 192.168.77.2 ── b

/** One contestant in one round, Gbit/s: one peer alone with b, then all at once, each to b and each from b. */
export interface EightResult {
  readonly name: string;
  readonly round: number;
  readonly toOne: Sides;
  readonly fromOne: Sides;
}

export interface Sides {
  readonly alone: number;
  readonly each: readonly number[];
}

interface EightContestant {
  readonly name: string;
  readonly missing: () => string | undefined;
  readonly commands: Commands;
}

const key = "mysecretkey";
export const eightContestants: readonly EightContestant[] = [
  { name: "ours fast AES-128", missing: () => undefined, commands: ourCommands({ datapath: "fast", key }) },
  { name: "n2n AES-128", missing: noReference, commands: referenceCommands(["-A3"], key) },
];

const hosts = Array.from({ length: 8 }, (_, i) => ({
  space: `p${i + 1}`,
  own: `192.168.77.${11 + i}`,
  inside: `10.9.0.${11 + i}`,
}));
const hub = { space: "b", own: underlay.b, inside: "10.9.0.2" };
const firstPort = 5201;

export async function measureEight(
  { name, commands }: EightContestant,
  round: number,
  seconds: number,
  model: Model,
): Promise<EightResult> {
  await using programs = new BenchPrograms();
  build(model);
  allowCommunity();
  const supernode = programs.start(at("s", model, commands.supernode), "/run/supernode.log");
  run(untilBound("s"));
  for (const { space, inside } of [hub, ...hosts]) {
    const command = place(space, model, commands.edge(inside, `${underlay.s}:${benchPort}`));
    programs.start(command, `/run/edge-${space}.log`, commands.env);
  }
  const ping = (space: string, more: string) => `ip netns exec ${space} ping -q ${more} ${hub.inside} 2>&1`;
  for (const { space } of hosts)
    run(`for i in $(seq 100); do ${ping(space, "-c 1 -W 0.2")} && exit 0; sleep 0.1; done; exit 1`);
  // Time to find direct paths.
  for (const { space } of hosts) run(ping(space, "-c 10 -i 0.1"));
  // From here on, whatever arrives went directly.
  supernode.kill("SIGSTOP");
  for (const { space } of hosts) run(ping(space, "-c 2 -W 1"));
  const alone = async (reverse: boolean) => (await streams(1, seconds, model, reverse))[0]!;
  const both = async (reverse: boolean) => ({
    alone: await alone(reverse),
    each: await streams(hosts.length, seconds, model, reverse),
  });
  return { name, round, toOne: await both(false), fromOne: await both(true) };
}

/** Gbit/s of this many peers at once, one TCP stream each. */
async function streams(count: number, seconds: number, model: Model, reverse: boolean): Promise<readonly number[]> {
  await using programs = new BenchPrograms();
  const active = hosts.slice(0, count).map((host, i) => ({ ...host, service: String(firstPort + i) }));
  for (const { service } of active) {
    programs.start(place("b", model, ["iperf3", "-s", "-1", "-p", service]), `/run/iperf3-${service}.log`);
  }
  await pause(400);
  const client = (service: string) => [
    ...["timeout", String(seconds + 20), "iperf3", "-c", hub.inside, "-p", service, "-t", String(seconds), "-J"],
    ...["-C", "cubic", ...(reverse ? ["-R"] : [])],
  ];
  const started = active.map(
    ({ space, service }) => `${place(space, model, client(service)).join(" ")} > /run/${service}.json &`,
  );
  const begun = performance.now();
  run(`${started.join("\n")}\nwait`);
  // Divided by the time that all took together: a stream that started only after another ended was not served beside
  // it.
  const took = (performance.now() - begun) / 1000;
  return active.map(({ service }) => {
    const { end } = JSON.parse(readFileSync(`/run/${service}.json`, "utf8")) as {
      end?: { sum_received?: { bytes: number } };
    };
    return ((end?.sum_received?.bytes ?? 0) * 8) / took / 1e9;
  });
}

function build(model: Model): void {
  for (const space of ["a", "b", "s", ...hosts.map(({ space }) => space)]) succeeds(`ip netns del ${space}`);
  run("ip netns add s; ip -n s link set lo up; ip -n s link add br0 type bridge; ip -n s link set br0 up");
  run(`ip -n s addr add ${underlay.s}/24 dev br0`);
  for (const { space, own } of [hub, ...hosts]) {
    run(`ip netns add ${space}; ip -n ${space} link set lo up`);
    set(space, "net/ipv6/conf/all/disable_ipv6", 1);
    set(space, "net/ipv6/conf/default/disable_ipv6", 1);
    run(`ip -n ${space} link add eth0 type veth peer name to-${space} netns s`);
    run(`ip -n s link set to-${space} master br0 up`);
    run(`ip -n ${space} addr add ${own}/24 dev eth0; ip -n ${space} link set eth0 up`);
    if (model === "free") continue;
    const steer = `echo ${1 << cpu(space)} > /sys/class/net/eth0/queues/rx-0/rps_cpus`;
    succeeds(`ip netns exec ${space} sh -c '${steer}'`);
  }
}

const cpu = (space: string): number => (space === "b" ? cpuOf.b : cpuOf.a);

function place(space: string, model: Model, command: readonly string[]): readonly string[] {
  const pinned = model === "free" ? [] : ["taskset", "-c", String(cpu(space))];
  return ["ip", "netns", "exec", space, ...pinned, ...command];
}
