import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contestants } from "./contestants.ts";
import { goalTable } from "./goals.ts";
import type { Model } from "./network.ts";
import { measureRelay, relays, relayTable, type RelayResult } from "./relay.ts";
import { plot, table } from "./report.ts";
import { joined, type Result, type Run } from "./results.ts";
import { run } from "./shell.ts";
import { measures, takeMeasures, type Measure, type Plan } from "./take-measures.ts";

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
    patience: { type: "string", default: "8" },
    quick: { type: "boolean", default: false },
    measure: { type: "string", default: measures.join(",") },
    add: { type: "boolean", default: false },
    relay: { type: "boolean", default: false },
    out: { type: "string", default: join(import.meta.dirname, "../reports/bench") },
    help: { type: "boolean", default: false },
  },
});

const usage = `npm run bench -- [options]

  --rounds N      interleaved rounds (5)
  --seconds N     of each TCP stream (2)
  --model NAME    pin: one core a host · free: the scheduler decides · wire: pin, packets cross at MTU size (pin)
  --only A,B      paths whose name contains one of these; =A: whose name is A
  --measure A,B   beside TCP and pings: reverse, ipv6, loaded (ping under a stream), small (64-byte packets), idle (all)
  --add           adds its rounds to the run that is in the folder: a long run in parts
  --relay         supernodes alone: how many packets of one stream they pass on
  --patience N    seconds to wait, before each measure, for others to leave the machine alone (8)
  --quick         TCP and few pings alone
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
  const before = loadavg()[0]!;
  const { able, failures } = sorted(contestants.filter(({ name }) => isWanted(name)));
  const results: Result[] = [];
  const plan: Plan = {
    ...{ model, seconds: Number(options.seconds), pings: options.quick ? 300 : 2000 },
    patience: Number(options.patience),
    measures: new Set(options.quick ? [] : (options.measure.split(",") as Measure[])),
  };
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Linux ${run("uname -r").trim()}, Node ${process.version}`;
  const part = { at: new Date().toISOString(), model, seconds: plan.seconds, machine, results, failures };
  const whole = options.add ? earlier<Run>("run.json") : undefined;
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const contestant of able) {
      try {
        const result = await takeMeasures(contestant, round, plan);
        results.push(result);
        const { gigabitsPerSecond: speed, cpuSecondsPerGigabyte: cpu } = result.tcp;
        say(`${round} ${contestant.name}: ${speed.toFixed(2)} Gbit/s, ${cpu.toFixed(1)} CPU s/GB`);
      } catch (error) {
        failures.push({ name: contestant.name, why: (error as Error).message.slice(0, 300) });
        say(`${round} ${contestant.name}: ${(error as Error).message.slice(0, 300)}`);
      }
    }
    // After each, so that a run that is broken off has not been for nothing.
    write(joined(whole, { ...part, loads: [{ before, after: loadavg()[0]! }] }));
  }
}

async function measureRelays(model: Model): Promise<void> {
  const { able, failures } = sorted(relays);
  for (const { name, why } of failures) say(`${name}: ${why}`);
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

function isWanted(name: string): boolean {
  return (
    options.only?.split(",").some((part) => (part[0] === "=" ? name === part.slice(1) : name.includes(part))) ?? true
  );
}

function sorted<Entry extends { readonly name: string; readonly missing: () => string | undefined }>(
  entries: readonly Entry[],
): { readonly able: readonly Entry[]; readonly failures: { name: string; why: string }[] } {
  const asked = entries.map((entry) => ({ entry, why: entry.missing() }));
  return {
    able: asked.filter(({ why }) => why === undefined).map(({ entry }) => entry),
    failures: asked.flatMap(({ entry: { name }, why }) => (why === undefined ? [] : [{ name, why }])),
  };
}

function earlier<Kind>(name: string): Kind | undefined {
  try {
    return JSON.parse(readFileSync(join(options.out, name), "utf8")) as Kind;
  } catch {
    return undefined;
  }
}

function write(result: Run): void {
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "run.json"), JSON.stringify(result, undefined, 1) + "\n");
  writeFileSync(join(options.out, "plot.svg"), plot(result));
  const missing = result.failures.map(({ name, why }) => `- ${name}: ${why}\n`).join("");
  const goals = goalTable(result);
  const text = `${table(result)}${goals === "" ? "" : `\n${goals}`}${missing === "" ? "" : `\nNot measured:\n\n${missing}`}`;
  writeFileSync(join(options.out, "table.md"), text);
  say(`\n${text}\n${options.out}/{run.json,table.md,plot.svg}`);
}

function say(line: string): void {
  process.stdout.write(line + "\n");
}
