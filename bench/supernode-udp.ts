import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { knownOptions } from "./known-options.ts";
import { runPhases, type Phase } from "./supernode/phases.ts";
import { communityCount, hosts, Population } from "./supernode/population.ts";
import { Questions } from "./supernode/questions.ts";
import { subjectPort, Subject } from "./supernode/subject.ts";
import { Storms } from "./supernode/storm.ts";
import { floods, registrationStormTable, phasesTable, type RegistrationStormResult } from "./supernode/table.ts";

/**
 * A supernode with many edges: the built program, real UDP datagrams, many source addresses. Runs itself again in
 * namespaces of its own, so that it disturbs nothing else and leaves nothing behind, however it ends.
 */
const { values } = knownOptions("bench:supernode", {
  edges: { type: "string", default: "20000" },
  seconds: { type: "string", default: "10" },
  flood: { type: "string", default: "1000000" },
  datapath: { type: "string", default: "fast" },
  seed: { type: "string", default: "1" },
  out: { type: "string", default: join(import.meta.dirname, "../reports/bench-supernode/run.json") },
  help: { type: "boolean", default: false },
});

/** Milliseconds between two storms. */
const pause = 2500;

const usage = `npm run bench:supernode -- [options]

  --edges N      registered edges, a multiple of ${communityCount} from 40 to 60000 (20000)
  --seconds N    length of the usual load, with and without the flood, 1 to 20 (10)
  --flood N      most datagrams of garbage per second (1000000: as many as one sender can make)
  --datapath K   fast or portable (fast)
  --seed N       seed of tokens and garbage (1)
  --out FILE     where the results go (reports/bench-supernode/run.json)
`;

const [edges, seconds, flood, seed] = [values.edges, values.seconds, values.flood, values.seed].map(Number) as [
  number,
  number,
  number,
  number,
];
const isRight =
  edges % communityCount === 0 && within(edges, 40, 60_000) && within(seconds, 1, 20) && within(flood, 1, 1e6);

if (values.help || !isRight || !Number.isInteger(seed)) {
  process.stdout.write(usage);
  process.exitCode = values.help ? 0 : 64;
} else if (process.env["N2N_BENCH_INSIDE"] === undefined) {
  process.exitCode = inside();
} else {
  await measure();
}

function inside(): number {
  const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const program = [process.execPath, "--import", import.meta.resolve("tsx"), import.meta.filename];
  const script = 'ip link set lo up && exec "$@"';
  const rooted = join(import.meta.dirname, "../ci/rooted.sh");
  const command = [rooted, "unshare", ...namespaces, "sh", "-c", script, "sh", ...program, ...process.argv.slice(2)];
  const ended = spawnSync("sh", command, { stdio: "inherit", env: { ...process.env, N2N_BENCH_INSIDE: "1" } });
  return ended.status ?? 1;
}

async function measure(): Promise<void> {
  const storms = await stormed();
  await using subject = await Subject.start(values.datapath);
  const population = new Population(edges, seed);
  await using questions = await Questions.open(population, subjectPort);
  const idle = subject.usage();
  const phases = await runPhases(subject, population, questions, { seconds, flood, seed }, ({ name, answered }) =>
    process.stderr.write(`${name}: ${answered} answered\n`),
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Linux ${release()}, Node ${process.version}`;
  const { wrong } = questions;
  const { isRunning } = subject;
  const at = new Date().toISOString();
  const size = {
    edges,
    communities: communityCount,
    sockets: population.sockets,
    hosts: Math.min(hosts, population.sockets),
  };
  write({ at, machine, ...size, seed, idle, wrong, isRunning, storms, phases });
  process.exitCode =
    isRunning && wrong === 0 && storms.every(isWhole) && phases.every(({ asked, answered }) => asked === answered)
      ? 0
      : 1;
}

/** A fresh supernode: the edges register as fast as answers come, then again and again. */
async function stormed(): Promise<readonly RegistrationStormResult[]> {
  await using subject = await Subject.start(values.datapath);
  using storms = new Storms(edges, { address: "127.0.0.1", port: subjectPort });
  const idle = subject.usage();
  const results: RegistrationStormResult[] = [];
  for (const name of ["first", "again", "third", "fourth", "fifth", "sixth"]) {
    // Each host has a rate limit for registrations; after the pause its allowance is full again (control lane).
    if (results.length > 0) await sleep(pause);
    const before = subject.usage();
    const storm = storms.run();
    const { cpuSeconds, resident } = subject.usage();
    process.stderr.write(`storm, ${name}: ${storm.answered} answered, ${Math.round(storm.perSecond)} per s\n`);
    results.push({ name, ...storm, cpuSeconds: cpuSeconds - before.cpuSeconds, grown: resident - idle.resident });
  }
  return results;
}

interface Results {
  readonly storms: readonly RegistrationStormResult[];
  readonly machine: string;
  readonly phases: readonly Phase[];
  readonly wrong: number;
}

function write(run: Results & Readonly<Record<string, unknown>>): void {
  const file = resolve(values.out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(run, undefined, 1) + "\n");
  const wrong = run.wrong === 0 ? "" : `${run.wrong} answers were wrong\n`;
  process.stdout.write(
    `${run.machine}\n\n${registrationStormTable(run.storms)}\n${phasesTable(run.phases)}\n${floods(run.phases)}${wrong}${file}\n`,
  );
}

function isWhole({ asked, answered }: RegistrationStormResult): boolean {
  return asked === answered;
}

function within(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
