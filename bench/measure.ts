import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, type Model } from "./network.ts";
import { pause, BenchPrograms, run } from "./shell.ts";

export interface Throughput {
  readonly gigabitsPerSecond: number;
  /** Of both hosts, in all: iperf, kernel, edges. */
  readonly cpuSecondsPerGigabyte: number;
  /** Cores that were busy just before, while none of our programs ran: how noisy the machine is. */
  readonly foreign: number;
}

export interface RoundTrip {
  readonly p50: number;
  readonly p99: number;
}

/** Waits, with a limit, until other programs leave the machine alone. */
export async function untilQuiet(patience: number): Promise<void> {
  const [sample, quietEnough] = [0.25, 0.12];
  for (let waited = 0; waited < patience; waited += sample) {
    const before = busy();
    await pause(sample * 1000);
    if ((busy() - before) / sample <= quietEnough) return;
  }
}

/** A warm-up in both directions: just-in-time compilers have compiled, windows have opened. */
export async function warmUp(target: string, model: Model): Promise<void> {
  await using programs = new BenchPrograms();
  programs.start(at("b", model, ["iperf3", "-s", "-1", "-B", target]), "/run/iperf3.log");
  await pause(300);
  run(at("a", model, ["timeout", "15", "iperf3", "-c", target, "-t", "2", "--bidir", "-C", "cubic"]).join(" "));
}

/** One TCP stream by iperf3. */
export async function tcp(target: string, seconds: number, model: Model, reverse: boolean): Promise<Throughput> {
  await using programs = new BenchPrograms();
  programs.start(at("b", model, ["iperf3", "-s", "-1", "-B", target]), "/run/iperf3.log");
  const asleep = busy();
  await pause(300);
  const before = busy();
  const client = ["iperf3", "-c", target, "-t", String(seconds), "-J", "-C", "cubic", ...(reverse ? ["-R"] : [])];
  const text = run(at("a", model, ["timeout", String(seconds + 15), ...client]).join(" "));
  const after = busy();
  const { end } = JSON.parse(text) as { end: { sum_received: { bits_per_second: number; bytes: number } } };
  const { bits_per_second: speed, bytes } = end.sum_received;
  return {
    gigabitsPerSecond: speed / 1e9,
    cpuSecondsPerGigabyte: (after - before) / (bytes / 1e9),
    foreign: (before - asleep) / 0.3,
  };
}

/** Microseconds, of `count` pings a millisecond apart. */
export function roundTrip(target: string, count: number, model: Model): RoundTrip {
  const text = run(at("a", model, ["ping", "-i", "0.001", "-c", String(count), "-W", "1", target]).join(" "));
  return percentiles(text);
}

/** The same beside one TCP stream in the same direction, half a second after it started. */
export async function loadedRoundTrip(target: string, seconds: number, model: Model): Promise<RoundTrip> {
  await using programs = new BenchPrograms();
  programs.start(at("b", model, ["iperf3", "-s", "-1", "-B", target]), "/run/iperf3.log");
  await pause(300);
  const stream = at("a", model, ["iperf3", "-c", target, "-t", String(seconds + 1), "-C", "cubic"]);
  programs.start(stream, "/run/iperf3-client.log");
  await pause(500);
  const ping = ["timeout", String(seconds), "ping", "-i", "0.002", "-W", "1", target];
  return percentiles(run(at("a", model, [...ping, "||", "true"]).join(" ")));
}

/** 64-byte UDP datagrams per second with at most 0.5 % lost, from a's core to b's. */
export async function smallPackets(target: string, own: string, model: Model): Promise<number> {
  await using programs = new BenchPrograms();
  const program = (name: string) => [process.execPath, "--import", "tsx/esm", join(smallPacketFolder, name)];
  programs.start(at("b", model, [...program("sink.ts"), target, own]), "/run/sink.log");
  return Number(run(at("a", model, ["timeout", "60", ...program("load.ts"), own, target]).join(" ")));
}

function percentiles(text: string): RoundTrip {
  const times = [...text.matchAll(/time=([\d.]+) ms/g)].map(([, time]) => Number(time) * 1000).sort((x, y) => x - y);
  if (times.length === 0) throw new Error("no ping came back");
  return { p50: times[Math.floor(times.length / 2)]!, p99: times[Math.floor(times.length * 0.99)]! };
}

/** CPU seconds of all threads of a process until now, to the nanosecond (sched-stats: time on the processor). */
export function cpuOfThreads(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const spent = (thread: string) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0];
  return threads.reduce((sum, thread) => sum + Number(spent(thread)), 0) / 1e9;
}

/** CPU seconds of a process and its children that have ended, until now. */
export function cpuOfProcess(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

/** Megabytes. */
export function residentMemory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

const ticksPerSecond = 100;
const smallPacketFolder = join(import.meta.dirname, "small-packets");

/** Seconds of CPU time since boot, of all cores (proc(5)). */
function busy(): number {
  const [line] = readFileSync("/proc/stat", "utf8").split("\n");
  const [user, nice, system, , , irq, soft, steal] = line!.split(/\s+/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + soft! + steal!) / ticksPerSecond;
}
