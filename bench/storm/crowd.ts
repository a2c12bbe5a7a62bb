import { readdirSync, readFileSync } from "node:fs";
import { pause, run, type BenchPrograms } from "../shell.ts";
import { allowCommunity, benchPort, untilBound, type Commands } from "../n2n.ts";

//  e1 … eN ── 10.77.0.N ── bridge in s (10.77.255.1), where the supernode is; overlay 10.9.0.N

const supernodeAddress = "10.77.255.1";

export const spaceOf = (i: number): string => `e${i + 1}`;
export const overlayOf = (i: number): string => `10.9.0.${i + 1}`;

/** Edges of one community on one segment, and their supernode. */
export interface Crowd {
  readonly supernode: number;
  readonly edges: readonly number[];
}

export async function startCrowd(programs: BenchPrograms, size: number, commands: Commands): Promise<Crowd> {
  buildSegment(size);
  allowCommunity();
  const place = (space: string, command: readonly string[]) => ["ip", "netns", "exec", space, ...command];
  const supernode = programs.start(place("s", commands.supernode), "/run/supernode.log");
  run(untilBound("s"));
  const edges = Array.from({ length: size }, (_, i) => {
    const command = commands.edge(overlayOf(i), `${supernodeAddress}:${benchPort}`);
    return programs.start(place(spaceOf(i), command), logOf(i), commands.env).pid!;
  });
  await untilAddressed(size, edges);
  return { supernode: supernode.pid!, edges };
}

export const logOf = (i: number): string => `/run/edge-${i + 1}.log`;

/** Seconds on a processor, all threads together, by the scheduler's own count. */
export function cpuSeconds(pids: readonly number[]): number {
  let nanoseconds = 0;
  for (const pid of pids)
    for (const task of readdirSync(`/proc/${pid}/task`))
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "latin1").split(" ")[0]);
  return nanoseconds / 1e9;
}

function buildSegment(size: number): void {
  run("ip netns add s; ip -n s link set lo up; ip -n s link add br0 type bridge; ip -n s link set br0 up");
  run(`ip -n s addr add ${supernodeAddress}/16 dev br0`);
  for (let i = 0; i < size; i++) {
    const space = spaceOf(i);
    run(`ip netns add ${space}`);
    const quiet = ["all", "default"].map((name) => `echo 1 > /proc/sys/net/ipv6/conf/${name}/disable_ipv6`).join(";");
    run(`ip netns exec ${space} sh -c '${quiet}'`);
    run(`ip -n ${space} link set lo up; ip -n ${space} link add eth0 type veth peer name to-${space} netns s`);
    run(`ip -n s link set to-${space} master br0 up`);
    run(`ip -n ${space} addr add 10.77.0.${i + 1}/16 dev eth0; ip -n ${space} link set eth0 up`);
  }
}

/** Waits until each has its overlay address and the processors are idle again: start-up is not part of a storm. */
async function untilAddressed(size: number, edges: readonly number[]): Promise<void> {
  const limit = performance.now() + 60_000;
  for (let i = 0; i < size; i++) {
    while (!run(`ip -n ${spaceOf(i)} -o addr`).includes(overlayOf(i))) {
      if (performance.now() > limit) throw new Error(`${spaceOf(i)} got no interface: ${tail(logOf(i))}`);
      await pause(100);
    }
  }
  for (let before = -1; performance.now() < limit;) {
    const used = cpuSeconds(edges);
    if (before >= 0 && used - before < 0.001 * size) return;
    before = used;
    await pause(1000);
  }
}

const tail = (path: string): string => readFileSync(path, "utf8").slice(-300);
