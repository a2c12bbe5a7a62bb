import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contestants } from "./contestants.ts";
import { eightContestants, measureEight, type EightResult } from "./eight-peers.ts";
import { measureSize, sizeContestants, type SizeResult } from "./daemon-size.ts";
import { sizeTable } from "./size-table.ts";
import { csv } from "./csv.ts";
import { eightTable } from "./fairness.ts";
import { goalTable } from "./goals.ts";
import { OptionError, readOptions, usage, type BenchOptions } from "./options.ts";
import { measureRelay, relays, relayTable, type RelayResult } from "./relay.ts";
import { plot, resultsTable } from "./report.ts";
import { joined, type RoundResult, type BenchRun } from "./results.ts";
import { run } from "./shell.ts";
import { takeMeasures, type Plan } from "./take-measures.ts";

/**
 * Measures every path from a to b in turn, round after round, so that noise on the machine affects all of them alike.
 * Runs itself again in namespaces of its own, so that nothing is left behind, however it ends.
 */
function begin(): BenchOptions {
  const read = optionsOrReason();
  if (typeof read === "string") {
    process.stderr.write(`bench: ${read}\n`);
    process.exit(64);
  }
  if (process.env["N2N_BENCH_INSIDE"] !== undefined) return read;
  const rooted = join(import.meta.dirname, "../ci/rooted.sh");
  const again = [
    rooted,
    "unshare",
    "-mnp",
    "--fork",
    "--kill-child",
    "--mount-proc",
    process.execPath,
    ...process.execArgv,
  ];
  const script = [import.meta.filename, ...process.argv.slice(2)];
  const ended = spawnSync("sh", [...again, "--import", "tsx/esm", ...script], {
    stdio: "inherit",
    env: { ...process.env, N2N_BENCH_INSIDE: "1" },
  });
  process.exit(ended.status ?? 1);
}

function optionsOrReason(): BenchOptions | string {
  try {
    const read = readOptions(process.argv.slice(2));
    if (read !== "help") return read;
  } catch (error) {
    if (error instanceof OptionError) return error.message;
    throw error;
  }
  process.stdout.write(usage);
  process.exit(0);
}

/**
 * Checked first, so that no minutes are spent on results that cannot be stored. mkdir(1), because on a read-only disk
 * Node's reports ENOENT.
 */
function hasPlace(folder: string): boolean {
  const { status, stderr } = spawnSync("sh", ["-c", 'mkdir -p -- "$1" && test -w "$1"', "sh", folder], {
    encoding: "utf8",
  });
  if (status !== 0) process.stderr.write(`bench: --out ${folder}: ${stderr.trim() || "cannot be written"}\n`);
  return status === 0;
}

const options = begin();
if (!hasPlace(options.out)) process.exit(74);
run("mount -t tmpfs none /run && mkdir -p /run/netns /var/run/wireguard");
const measure = { ways: measureAll, eight: measureEightPeers, relay: measureRelays, size: measureSizes }[options.kind];
await measure(options);

async function measureAll({ model, seconds, patience, measures, quick }: BenchOptions): Promise<void> {
  const before = loadavg()[0]!;
  const { able, failures } = sorted(contestants.filter(({ name }) => options.isWanted(name)));
  const results: RoundResult[] = [];
  const plan: Plan = { model, seconds, patience, measures, pings: quick ? 300 : 2000 };
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Linux ${run("uname -r").trim()}, Node ${process.version}`;
  const part = { at: new Date().toISOString(), model, seconds: plan.seconds, machine, results, failures };
  const whole = options.add ? earlier<BenchRun>("run.json") : undefined;
  for (let round = 1; round <= options.rounds; round++) {
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
    // After each round, so that an interrupted run still leaves results.
    write(joined(whole, { ...part, loads: [{ before, after: loadavg()[0]! }] }));
  }
}

async function measureEightPeers({ model }: BenchOptions): Promise<void> {
  const { able, failures } = sorted(eightContestants);
  for (const { name, why } of failures) say(`${name}: ${why}`);
  const results: EightResult[] = [
    ...((options.add ? earlier<{ results: EightResult[] }>("eight.json") : undefined)?.results ?? []),
  ];
  for (let round = 1; round <= options.rounds; round++) {
    for (const contestant of able) {
      results.push(await measureEight(contestant, round, options.seconds, model));
    }
  }
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "eight.json"), JSON.stringify({ model, results }, undefined, 1) + "\n");
  writeFileSync(join(options.out, "eight.md"), eightTable(results));
  say(`\n${eightTable(results)}\n${options.out}/{eight.json,eight.md}`);
}

async function measureSizes({ model, patience, packages }: BenchOptions): Promise<void> {
  const { able, failures } = sorted(sizeContestants(packages));
  for (const { name, why } of failures) say(`${name}: ${why}`);
  const results: SizeResult[] = [
    ...((options.add ? earlier<{ results: SizeResult[] }>("size.json") : undefined)?.results ?? []),
  ];
  for (let round = 1; round <= options.rounds; round++)
    for (const contestant of able) results.push(await measureSize(contestant, round, { model, patience }));
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "size.json"), JSON.stringify({ model, results }, undefined, 1) + "\n");
  writeFileSync(join(options.out, "size.md"), sizeTable(results));
  say(`\n${sizeTable(results)}\n${options.out}/{size.json,size.md}`);
}

async function measureRelays({ model }: BenchOptions): Promise<void> {
  const { able, failures } = sorted(relays);
  for (const { name, why } of failures) say(`${name}: ${why}`);
  const results: RelayResult[] = [];
  for (let round = 1; round <= options.rounds; round++) {
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

function write(result: BenchRun): void {
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "run.json"), JSON.stringify(result, undefined, 1) + "\n");
  writeFileSync(join(options.out, "run.csv"), csv(result));
  writeFileSync(join(options.out, "plot.svg"), plot(result));
  const missing = result.failures.map(({ name, why }) => `- ${name}: ${why}\n`).join("");
  const goals = goalTable(result);
  const text = `${resultsTable(result)}${goals === "" ? "" : `\n${goals}`}${missing === "" ? "" : `\nNot measured:\n\n${missing}`}`;
  writeFileSync(join(options.out, "table.md"), text);
  say(`\n${text}\n${options.out}/{run.json,run.csv,table.md,plot.svg}`);
}

function say(line: string): void {
  process.stdout.write(line + "\n");
}
