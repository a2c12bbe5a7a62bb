import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contestants, type Contestant } from "./contestants.ts";
import { cpuOfProcess, residentMemory, roundTrip, tcp } from "./measure.ts";
import type { Model } from "./network.ts";
import { measureRelay, relays, relayTable, type RelayResult } from "./relay.ts";
import { plot, table } from "./report.ts";
import type { Result, Run } from "./results.ts";
import { pause, Programs, run } from "./shell.ts";

/**
 * Measures every way from a to b in turn, round after round, so that whatever disturbs the machine disturbs all alike.
 * Runs itself again in namespaces of its own: nothing of it is left, however it ends.
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    model: { type: "string", default: "pin" },
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    relay: { type: "boolean", default: false },
    out: { type: "string", default: join(import.meta.dirname, "../reports/bench") },
    help: { type: "boolean", default: false },
  },
});

const usage = `npm run bench -- [options]

  --rounds N      interleaved rounds (5)
  --seconds N     of each TCP stream (2)
  --model NAME    pin: one core a host · free: the scheduler decides · wire: pin, packets cross at MTU size (pin)
  --only A,B      paths whose name contains one of these
  --relay         supernodes alone: how many packets of one stream they pass on
  --quick         no reverse direction, no idle CPU, fewer pings
  --out FOLDER    for run.json, table.md and plot.svg (reports/bench)
`;

if (options.help) {
  process.stdout.write(usage);
} else if (process.env["N2N_BENCH_INSIDE"] === undefined) {
  const again = ["-mnp", "--fork", "--kill-child", "--mount-proc", process.execPath, ...process.execArgv];
  const script = [import.meta.filename, ...process.argv.slice(2)];
  const importing = ["--import", "tsx/esm"];
  const ended = spawnSync("unshare", [...again, ...importing, ...script], {
    stdio: "inherit",
    env: { ...process.env, N2N_BENCH_INSIDE: "1" },
  });
  process.exit(ended.status ?? 1);
} else {
  run("mount -t tmpfs none /run && mkdir -p /run/netns /var/run/wireguard");
  await (options.relay ? measureRelays : measureAll)(options.model as Model);
}

async function measureAll(model: Model): Promise<void> {
  const wanted = options.only?.split(",");
  const entered = contestants.filter(({ name }) => wanted === undefined || wanted.some((part) => name.includes(part)));
  const failures: { name: string; why: string }[] = [];
  const able = entered.filter(({ name, missing }) => {
    const why = missing();
    if (why !== undefined) failures.push({ name, why });
    return why === undefined;
  });
  const results: Result[] = [];
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const contestant of able) {
      try {
        const result = await measure(contestant, round, model);
        results.push(result);
        const { gigabitsPerSecond: speed, cpuSecondsPerGigabyte: cpu } = result.tcp;
        say(`${round} ${contestant.name}: ${speed.toFixed(2)} Gbit/s, ${cpu.toFixed(1)} CPU s/GB`);
      } catch (error) {
        failures.push({ name: contestant.name, why: (error as Error).message.slice(0, 300) });
        say(`${round} ${contestant.name}: ${(error as Error).message.slice(0, 300)}`);
      }
    }
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Linux ${run("uname -r").trim()}, Node ${process.version}`;
  const at = new Date().toISOString();
  write({ at, model, seconds: Number(options.seconds), machine, results, failures });
}

async function measureRelays(model: Model): Promise<void> {
  const able = relays.filter(({ name, missing }) => {
    const why = missing();
    if (why !== undefined) say(`${name}: ${why}`);
    return why === undefined;
  });
  const results: RelayResult[] = [];
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const relay of able) {
      const measured = await measureRelay(relay, round, model);
      results.push(...measured);
      say(
        `${round} ${relay.name}: ${measured.map(({ passedOn }) => Math.round(passedOn / 1000)).join(", ")} thousand/s`,
      );
    }
  }
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "relay.json"), JSON.stringify({ model, results }, undefined, 1) + "\n");
  writeFileSync(join(options.out, "relay.md"), relayTable(results));
  say(`\n${relayTable(results)}\n${options.out}/{relay.json,relay.md}`);
}

async function measure({ name, build }: Contestant, round: number, model: Model): Promise<Result> {
  await using programs = new Programs();
  const { target, startSeconds, edges } = await build(programs, model);
  const idle = options.quick || edges.length === 0 ? undefined : await idleShare(edges);
  const seconds = Number(options.seconds);
  const forward = await tcp(target, seconds, model, false);
  const reverse = options.quick ? undefined : await tcp(target, seconds, model, true);
  const rtt = roundTrip(target, options.quick ? 300 : 2000, model);
  return {
    ...{ name, round, tcp: forward, rtt },
    ...(reverse && { reverse }),
    ...(startSeconds !== undefined && { startSeconds }),
    ...(idle !== undefined && { idle }),
    ...(edges.length > 0 && { memory: Math.max(...edges.map(residentMemory)) }),
  };
}

async function idleShare(edges: readonly number[]): Promise<number> {
  const seconds = 3;
  const before = edges.map(cpuOfProcess);
  await pause(seconds * 1000);
  return Math.max(...edges.map((pid, i) => (cpuOfProcess(pid) - before[i]!) / seconds));
}

function write(result: Run): void {
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "run.json"), JSON.stringify(result, undefined, 1) + "\n");
  writeFileSync(join(options.out, "plot.svg"), plot(result));
  const missing = result.failures.map(({ name, why }) => `- ${name}: ${why}\n`).join("");
  const text = `${table(result)}${missing === "" ? "" : `\nNot measured:\n\n${missing}`}`;
  writeFileSync(join(options.out, "table.md"), text);
  say(`\n${text}\n${options.out}/{run.json,table.md,plot.svg}`);
}

function say(line: string): void {
  process.stdout.write(line + "\n");
}
