import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, buildNetwork, underlay, type Model } from "./network.ts";
import { cpuOfProcess, residentMemory } from "./measure.ts";
import { spread } from "./results.ts";
import { pause, BenchPrograms, run } from "./shell.ts";

/**
 * One supernode under one load, in one round. Datagrams per second; `cpu` = µs of the supernode per relayed datagram.
 */
export interface RelayResult {
  readonly name: string;
  readonly round: number;
  readonly load: string;
  readonly sent: number;
  readonly passedOn: number;
  readonly cpu: number;
  readonly memory: number;
}

interface Relay {
  readonly name: string;
  readonly missing: () => string | undefined;
  readonly command: () => readonly string[];
}

const port = 7654;
const reference = process.env["N2N_DIR"] ?? "";
const ours = join(import.meta.dirname, "../dist/supernode.cjs");

/** The supernodes; the last is the one that the others are compared with. */
export const relays: readonly Relay[] = [
  ...(["fast", "portable"] as const).map((datapath) => ({
    name: `ours ${datapath}`,
    missing: () => undefined,
    command: () => [process.execPath, ours, "-f", "-p", String(port), "-t", "0", "--datapath", datapath],
  })),
  {
    name: "n2n",
    missing: () =>
      existsSync(join(reference, "supernode")) ? undefined : "N2N_DIR names no folder with n2n's programs",
    command: () => {
      writeFileSync("/run/community.list", "bench\n");
      return [join(reference, "supernode"), "-f", "-p", String(port), "-c", "/run/community.list"];
    },
  },
];

const loads = [
  { load: "each by itself, 80 bytes", options: ["--size", "80"] },
  { load: "each by itself, 1316 bytes", options: ["--size", "1316"] },
  { load: "in bursts, 80 bytes", options: ["--size", "80", "--burst"] },
  { load: "in bursts, 1316 bytes", options: ["--size", "1316", "--burst"] },
] as const;

/** The supernode alone on b's core; sender and receiver, as fast as they can, on a's. */
export async function measureRelay({ name, command }: Relay, round: number, model: Model): Promise<RelayResult[]> {
  await using programs = new BenchPrograms();
  buildNetwork(model, false);
  const child = programs.start(at("b", model, command()), "/run/supernode.log");
  run(`for i in $(seq 300); do ip netns exec b ss -Hlun 'sport = ${port}' | grep -q . && break; sleep 0.01; done`);
  const results: RelayResult[] = [];
  for (const { load, options } of loads) {
    const target = ["--to", `${underlay.b}:${port}`, "--from", underlay.a];
    const program = [process.execPath, "--import", "tsx", join(import.meta.dirname, "relay-load.ts")];
    const before = cpuOfProcess(child.pid!);
    const printed = run(at("a", model, [...program, ...target, ...options]).join(" "));
    const { sentPerSecond, received, receivedPerSecond } = JSON.parse(printed) as Record<string, number>;
    const cpu = ((cpuOfProcess(child.pid!) - before) / received!) * 1e6;
    const memory = residentMemory(child.pid!);
    results.push({ name, round, load, sent: sentPerSecond!, passedOn: receivedPerSecond!, cpu, memory });
    await pause(200);
  }
  return results;
}

/** Markdown: medians, and the spread of what was relayed. */
export function relayTable(results: readonly RelayResult[]): string {
  const rows = loads.flatMap(({ load }) => {
    const of = (name: string, value: (result: RelayResult) => number) =>
      spread(results.filter((result) => result.name === name && result.load === load).map(value));
    const unit = of("n2n", ({ passedOn }) => passedOn)?.median;
    return relays.flatMap(({ name }) => {
      const passed = of(name, ({ passedOn }) => passedOn);
      if (passed === undefined) return [];
      const thousands = (value: number) => Math.round(value / 1000);
      const range = `${thousands(passed.median)} (${thousands(passed.least)}–${thousands(passed.most)})`;
      const ratio = unit === undefined ? "–" : `${(passed.median / unit).toFixed(1)}×`;
      const sent = thousands(of(name, (result) => result.sent)!.median);
      const cpu = of(name, (result) => result.cpu)!.median.toFixed(1);
      return [[load, name, sent, range, ratio, cpu, Math.round(of(name, ({ memory }) => memory)!.median)]];
    });
  });
  const head = ["one stream through a supernode", "supernode", "sent, 1000/s", "passed on, 1000/s (least–most)"];
  const names = [...head, "× n2n", "CPU µs each", "MB"];
  return [names, names.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n") + "\n";
}
