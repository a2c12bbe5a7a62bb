import { readFileSync } from "node:fs";
import { pause, BenchPrograms, run, set, succeeds } from "./shell.ts";

//  a ── 192.168.77.1 ── veth ── 192.168.77.2 ── b          everything of a on CPU 0, everything of b on CPU 1
//
//  With a relay:   a ── veth ── bridge in s (192.168.77.3) ── veth ── b

export type Side = "a" | "b" | "s";
export const underlay: Readonly<Record<Side, string>> = { a: "192.168.77.1", b: "192.168.77.2", s: "192.168.77.3" };
export const overlay = { a: "10.9.0.1", b: "10.9.0.2" } as const;
const overlay6 = { a: "fd09::1", b: "fd09::2" } as const;

/** pin: two hosts of one core each. free: the scheduler decides. wire: pin, and packets cross the veth at MTU size. */
export type Model = "pin" | "free" | "wire";

export const cpuOf: Readonly<Record<Side, number>> = { a: 0, b: 1, s: 1 };

/** A command for one side, on its core. */
export function at(side: Side, model: Model, command: readonly string[]): readonly string[] {
  const pinned = model === "free" ? [] : ["taskset", "-c", String(cpuOf[side])];
  return ["ip", "netns", "exec", side, ...pinned, ...command];
}

/** Builds the two hosts again. The caller is in a mount and network namespace of its own. */
export function buildNetwork(model: Model, withRelay: boolean): void {
  for (const side of ["a", "b", "s"]) succeeds(`ip netns del ${side}`);
  for (const side of withRelay ? ["a", "b", "s"] : ["a", "b"]) {
    run(`ip netns add ${side}; ip -n ${side} link set lo up`);
    set(side, "net/ipv6/conf/all/disable_ipv6", 1);
    set(side, "net/ipv6/conf/default/disable_ipv6", 1);
  }
  if (withRelay) {
    run(`ip -n s link add br0 type bridge; ip -n s link set br0 up; ip -n s addr add ${underlay.s}/24 dev br0`);
    for (const side of ["a", "b"] as const) {
      run(`ip -n ${side} link add eth0 type veth peer name to-${side} netns s`);
      run(`ip -n s link set to-${side} master br0 up`);
      tune("s", `to-${side}`, model);
    }
  } else {
    run("ip -n a link add eth0 type veth peer name eth0 netns b");
  }
  for (const side of ["a", "b"] as const) {
    run(`ip -n ${side} addr add ${underlay[side]}/24 dev eth0; ip -n ${side} link set eth0 up`);
    tune(side, "eth0", model);
  }
}

/**
 * Gives both sides an IPv6 address on a device that carries frames, and returns b's. Neighbours are entered by hand:
 * a neighbour solicitation is a multicast, which n2n sends through a supernode that may be stopped.
 */
export function addIpv6(device: string): string {
  const hardware = (side: Side) => run(`ip netns exec ${side} cat /sys/class/net/${device}/address`).trim();
  for (const [side, other] of [["a", "b"] as const, ["b", "a"] as const]) {
    set(side, `net/ipv6/conf/${device}/disable_ipv6`, 0);
    run(`ip -n ${side} addr add ${overlay6[side]}/64 dev ${device} nodad`);
    run(`ip -n ${side} neigh add ${overlay6[other]} lladdr ${hardware(other)} dev ${device} nud permanent`);
  }
  return overlay6.b;
}

/**
 * Seconds until the first ping is answered; one is sent every 5 ms once there is a route. Starts one process only,
 * because the programs that are to answer need the processor.
 */
export async function answersPing(target: string, model: Model, seconds: number): Promise<number> {
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  await using programs = new BenchPrograms();
  const { pid } = programs.start(["ip", "netns", "exec", "a", "sleep", String(seconds + 5)], "/run/window.log");
  while (!hasWay(readFileSync(`/proc/${pid}/net/route`, "utf8"), target)) {
    if (elapsed() > seconds) throw new Error(`no way to ${target}`);
    await pause(2);
  }
  // With a deadline, ping(8) counts answers, not requests.
  const ping = at("a", model, ["ping", "-i", "0.005", "-c", "1", "-w", String(seconds), target]).join(" ");
  if (!succeeds(`${ping} > /dev/null 2>&1`)) throw new Error(`no answer from ${target}`);
  return elapsed();
}

/** Does a table like /proc/net/route (hexadecimal, little-endian) have a route to this address? */
export function hasWay(table: string, target: string): boolean {
  const address = Buffer.from(target.split(".").map(Number)).readUInt32LE();
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .some(([, network, , , , , , mask]) => {
      return mask !== undefined && (address & parseInt(mask, 16)) >>> 0 === parseInt(network!, 16);
    });
}

function tune(side: Side, device: string, model: Model): void {
  const inside = (command: string) => succeeds(`ip netns exec ${side} sh -c '${command}'`);
  if (model === "wire") {
    inside(`ethtool -K ${device} tso off gso on tx-udp-segmentation off gro on`);
    inside(`echo 1 > /sys/class/net/${device}/threaded`);
    const pin = `taskset -p -c ${cpuOf[side]} \${p#/proc/}`;
    succeeds(`for p in /proc/[0-9]*; do case $(cat $p/comm) in napi/${device}*) ${pin};; esac; done`);
  }
  if (model !== "free") inside(`echo ${1 << cpuOf[side]} > /sys/class/net/${device}/queues/rx-0/rps_cpus`);
}
