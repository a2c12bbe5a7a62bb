import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release } from "node:os";
import { knownOptions } from "../known-options.ts";
import { noReference, ourCommands, referenceCommands, type Commands } from "../n2n.ts";
import { pause, BenchPrograms, run, succeeds } from "../shell.ts";
import { cpuSeconds, logOf, overlayOf, spaceOf, startCrowd } from "./crowd.ts";
import { Pinger } from "./pinger.ts";
import { pingStormTable, type StormResult } from "./table.ts";

/**
 * All pairs ping: many edges without peers, beside the reference in the same run. Runs itself again in namespaces of
 * its own, so that nothing is left behind, however it ends.
 */
const { values } = knownOptions("bench:storm", {
  edges: { type: "string", default: "40" },
  rounds: { type: "string", default: "10" },
  wait: { type: "string", default: "0" },
  settle: { type: "string", default: "5" },
  idle: { type: "string", default: "20" },
  repeat: { type: "string", default: "1" },
  busy: { type: "string", default: "0" },
  only: { type: "string" },
  logs: { type: "string" },
  help: { type: "boolean", default: false },
});

const usage = `npm run bench:storm -- [options]

  --edges N     how many, 2 to 200 (40)
  --rounds N    rounds of pings from each to each, one per second (10)
  --wait N      seconds between the start and the first round (0); edges that met at the start drop each other after 60
  --settle N    seconds between the last round and the idle measure (5)
  --idle N      length of the idle measure in seconds (20)
  --repeat N    how often, ours and the reference in turn (1)
  --busy N      processors kept busy by other work meanwhile (0)
  --only NAME   ours or n2n
  --logs DIR    keep the edges' logs, more verbose, and count lost paths
`;

const [edges, rounds, wait, settle, idle, repeat, busy] = [
  values.edges,
  values.rounds,
  values.wait,
  values.settle,
  values.idle,
  values.repeat,
  values.busy,
].map(Number) as [number, number, number, number, number, number, number];
const isWhole = [edges, rounds, wait, settle, idle, repeat, busy].every((n) => Number.isInteger(n) && n >= 0);

if (values.help || !isWhole || edges < 2 || edges > 200 || rounds < 1 || idle < 1) {
  process.stdout.write(usage);
  process.exitCode = values.help ? 0 : 64;
} else if (process.env["N2N_BENCH_INSIDE"] === undefined) {
  process.exitCode = inside();
} else {
  await measureAll();
}

function inside(): number {
  const limit = Number(readFileSync("/proc/sys/net/ipv4/neigh/default/gc_thresh3", "utf8"));
  const needed = edges * edges + 4 * edges;
  if (limit < needed) {
    const fix = `echo ${needed} > /proc/sys/net/ipv4/neigh/default/gc_thresh3 (in the machine's own network namespace)`;
    process.stderr.write(
      `storm: the kernel keeps ${limit} neighbours, and ${edges} edges need ${needed}; run: ${fix}\n`,
    );
    return 69;
  }
  const namespaces = ["-mnp", "--fork", "--kill-child", "--mount-proc"];
  const program = [process.execPath, "--import", import.meta.resolve("tsx"), import.meta.filename];
  const ended = spawnSync("unshare", [...namespaces, ...program, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, N2N_BENCH_INSIDE: "1" },
  });
  return ended.status ?? 1;
}

async function measureAll(): Promise<void> {
  const keepsLogs = values.logs !== undefined;
  const subjects: { name: string; commands: Commands; missing?: string | undefined }[] = [
    { name: "ours", commands: ourCommands({ datapath: "fast", key: "mysecretkey", verbose: keepsLogs }) },
    { name: "n2n", commands: referenceCommands(["-A3"], "mysecretkey"), missing: noReference() },
  ];
  const results: StormResult[] = [];
  const load = loadavg()[0]!.toFixed(1);
  for (let i = 0; i < repeat; i++) {
    for (const { name, commands, missing } of subjects) {
      if (values.only !== undefined && values.only !== name) continue;
      if (missing === undefined) results.push(await measure(name, commands));
      else process.stdout.write(`${name}: ${missing}\n`);
    }
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Linux ${release()}, Node ${process.version}`;
  process.stdout.write(
    `${machine}; ${edges} edges, ${rounds} rounds, ${busy} processors kept busy, load before ${load}\n\n${pingStormTable(results)}`,
  );
}

async function measure(name: string, commands: Commands): Promise<StormResult> {
  run("mount -t tmpfs none /run && mkdir -p /run/netns");
  try {
    await using programs = new BenchPrograms();
    const crowd = await startCrowd(programs, edges, commands);
    const all = Array.from({ length: edges }, (_, i) => i);
    using pinger = new Pinger(all.map(spaceOf), all.map(overlayOf));
    const said = (word: string) =>
      all.reduce((sum, i) => sum + readFileSync(logOf(i), "utf8").split(word).length - 1, 0);
    for (let i = 0; i < busy; i++) programs.start(["sh", "-c", "while :; do :; done"], "/run/busy.log");
    await pause(wait * 1000);
    const before = { edges: cpuSeconds(crowd.edges), supernode: cpuSeconds([crowd.supernode]) };
    const lostBefore = said("peer-relayed");
    const answers = await pingAll(pinger, crowd.edges);
    const pathsLost = said("peer-relayed") - lostBefore;
    const stormed = { edges: cpuSeconds(crowd.edges), supernode: cpuSeconds([crowd.supernode]) };
    await pause(settle * 1000);
    const quiet = cpuSeconds(crowd.edges);
    await pause(idle * 1000);
    if (values.logs !== undefined) run(`mkdir -p ${values.logs}/${name} && cp /run/*.log ${values.logs}/${name}`);
    const result = {
      name,
      edges,
      ...answers,
      cpuSeconds: stormed.edges - before.edges,
      supernodeCpuSeconds: stormed.supernode - before.supernode,
      idlePercent: ((cpuSeconds(crowd.edges) - quiet) / idle / edges) * 100,
      supernodeSilent: said("supernode-silent"),
      ...(values.logs !== undefined && { pathsLost }),
    };
    process.stderr.write(`${JSON.stringify(result)}\n`);
    return result;
  } finally {
    for (const space of ["s", ...Array.from({ length: edges }, (_, i) => spaceOf(i))])
      succeeds(`ip netns del ${space}`);
    run("umount -l /run");
  }
}

/** One round a second; an answer counts for its round until the next begins. */
async function pingAll(pinger: Pinger, pids: readonly number[]) {
  const pairs = edges * (edges - 1);
  const heard = new Set<number>();
  const perRound: number[] = [];
  const spent = [cpuSeconds(pids)];
  let silentAfterFive = pairs;
  const begun = performance.now();
  for (let round = 0; round < rounds; round++) {
    let answered = 0;
    const until = begun + (round + 1) * 1000;
    const took = (answer: { from: number; to: number; round: number }) => {
      heard.add(answer.from * edges + answer.to);
      if (answer.round === round) answered++;
    };
    for (let from = 0; from < edges; from++) {
      for (let to = 0; to < edges; to++) if (to !== from) pinger.ask(from, to, round);
      pinger.take(0, took);
    }
    while (performance.now() < until) {
      pinger.take(5, took);
      await pause(5);
    }
    perRound.push(answered);
    spent.push(cpuSeconds(pids));
    if (round === Math.min(4, rounds - 1)) silentAfterFive = pairs - heard.size;
  }
  const worstLater = Math.min(...perRound.slice(1));
  const cpuPerRound = spent.slice(1).map((until, i) => until - spent[i]!);
  return { pairs, silentAfterFive, firstRound: perRound[0]!, worstLater, perRound, cpuPerRound };
}
