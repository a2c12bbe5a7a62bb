import type { Contestant } from "./standing.ts";
import {
  cpuOfThreads,
  loadedRoundTrip,
  residentMemory,
  roundTrip,
  smallPackets,
  tcp,
  type Throughput,
  untilQuiet,
  warmUp,
} from "./measure.ts";
import { addIpv6, overlay, underlay, type Model } from "./network.ts";
import type { RoundResult } from "./results.ts";
import { pause, BenchPrograms } from "./shell.ts";

/** What can be measured in addition to one TCP stream and pings. */
export const measures = ["reverse", "ipv6", "loaded", "small", "idle"] as const;
export type Measure = (typeof measures)[number];

export interface Plan {
  readonly model: Model;
  /** Length of each TCP stream. */
  readonly seconds: number;
  readonly pings: number;
  /** Longest wait before each measurement for the machine to be idle, in seconds. */
  readonly patience: number;
  readonly measures: ReadonlySet<Measure>;
}

/** Builds one contestant anew and takes all its measures, the undisturbed ones first. */
export async function takeMeasures({ name, build }: Contestant, round: number, plan: Plan): Promise<RoundResult> {
  const { model, seconds, pings } = plan;
  await using programs = new BenchPrograms();
  const { target, startSeconds, edges, device } = await build(programs, model);
  const only = async <T>(measure: Measure, take: () => Promise<T>) => {
    if (!plan.measures.has(measure)) return {};
    await untilQuiet(plan.patience);
    return { [measure]: await take() };
  };
  const idle = edges.length > 0 ? await only("idle", () => idleShare(edges)) : {};
  await warmUp(target, model);
  await untilQuiet(plan.patience);
  const forward = await tcp(target, seconds, model, false);
  await untilQuiet(plan.patience);
  const rtt = roundTrip(target, pings, model);
  const rest = {
    ...(await only("reverse", () => tcp(target, seconds, model, true))),
    ...(await only("loaded", () => loadedRoundTrip(target, seconds, model))),
    ...(await only("small", () => smallPackets(target, target === overlay.b ? overlay.a : underlay.a, model))),
  };
  const memory = edges.length > 0 ? { memory: Math.max(...edges.map(residentMemory)) } : {};
  // Last: with IPv6 a host begins to ask for neighbours and routers, which would disturb the rest.
  const ipv6 = await only("ipv6", () => ipv6Stream(device, seconds, model));
  const start = startSeconds === undefined ? {} : { startSeconds };
  return { name, round, tcp: forward, rtt, ...idle, ...rest, ...memory, ...ipv6, ...start };
}

async function ipv6Stream(device: string | undefined, seconds: number, model: Model): Promise<Throughput | undefined> {
  return device === undefined ? undefined : await tcp(addIpv6(device), seconds, model, false);
}

/** CPU share of the busier edge, once its start-up work is done. */
async function idleShare(edges: readonly number[]): Promise<number> {
  const [settling, seconds] = [10, 10];
  await pause(settling * 1000);
  const before = edges.map(cpuOfThreads);
  await pause(seconds * 1000);
  return Math.max(...edges.map((pid, i) => (cpuOfThreads(pid) - before[i]!) / seconds));
}
