import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cpuOfThreads, residentMemory, untilQuiet } from "./measure.ts";
import type { Model } from "./network.ts";
import { type Commands, meetBy, noReference, ourCommands, referenceCommands } from "./n2n.ts";
import { BenchPrograms, pause } from "./shell.ts";

/** What an edge costs that has nothing to do, and how soon it does what it is for. */
export interface SizeResult {
  readonly name: string;
  readonly round: number;
  /** From the start of both edges to the first ping that is answered. */
  readonly startSeconds: number;
  /** Resident megabytes, and threads, of the larger edge, when it has settled. */
  readonly memory: number;
  readonly threads: number;
  /** CPU share of the busier edge, from then on. */
  readonly idle: number;
}

export interface SizeContestant {
  readonly name: string;
  /** Undefined = it can run here; otherwise what is missing. */
  readonly missing: () => string | undefined;
  readonly commands: Commands;
}

/** Tunable, in seconds: an edge of ours gives back what only its start needed after six. */
const tuned = { settled: 10, idle: 20 } as const;

/** `packages`: where the Debian packages are installed, or unpacked (`dpkg-deb -x`). */
export function sizeContestants(packages: string | undefined): readonly SizeContestant[] {
  if (packages !== undefined) keepBytecode(packages);
  const ours = ourCommands({ datapath: "fast", key: "k", verbose: false });
  const launcher = join(packages ?? "/", "usr/sbin/edge");
  return [
    { name: "ours, node dist/edge.cjs", missing: () => undefined, commands: ours },
    {
      name: "ours, the packages",
      missing: () =>
        commandOf(launcher) === undefined
          ? `no ${launcher} of ours: install the packages, or give --packages DIR`
          : undefined,
      commands: { ...ours, edge: (...where) => [...packaged(packages ?? "/"), ...ours.edge(...where).slice(2)] },
    },
    { name: "n2n", missing: noReference, commands: referenceCommands(["-A3"], "k") },
  ];
}

/** As the packages do where they are installed. */
function keepBytecode(root: string): void {
  const [node] = commandOf(join(root, "usr/sbin/edge"))?.split(" ") ?? [];
  if (node === undefined) return;
  const folder = join(root, dirname(node), "programs");
  const script = `const { keepBytecode } = require(process.argv[1] + "/bytecode.cjs"); for (const name of ["edge", "fast-worker"]) keepBytecode(process.argv[1], name)`;
  execFileSync(join(root, node), ["-e", script, folder]);
}

/** As the launcher has it, whose paths are those of an installed package. */
function packaged(root: string): readonly string[] {
  const at = (path: string) => join(root, path);
  const line = commandOf(at("usr/sbin/edge"))!;
  return ["env", "UV_THREADPOOL_SIZE=2", ...line.split(" ").map((word) => (word.startsWith("/") ? at(word) : word))];
}

/** What a launcher of ours starts; undefined = there is none, or another package's program. */
function commandOf(launcher: string): string | undefined {
  if (!existsSync(launcher)) return undefined;
  return /^exec (\S+\/n2n-natlab\/node .*) "\$@"$/m.exec(readFileSync(launcher, "latin1"))?.[1];
}

/** Builds both edges anew. */
export async function measureSize(
  { name, commands }: SizeContestant,
  round: number,
  { model, patience }: { readonly model: Model; readonly patience: number },
): Promise<SizeResult> {
  await untilQuiet(patience);
  await using programs = new BenchPrograms();
  const { edges, startSeconds } = await meetBy(programs, model, commands);
  await pause(tuned.settled * 1000);
  const before = edges.map(cpuOfThreads);
  await pause(tuned.idle * 1000);
  const shares = edges.map((pid, at) => (cpuOfThreads(pid) - before[at]!) / tuned.idle);
  return {
    name,
    round,
    startSeconds,
    memory: Math.max(...edges.map(residentMemory)),
    threads: Math.max(...edges.map(threadsOf)),
    idle: Math.max(...shares),
  };
}

const threadsOf = (pid: number): number =>
  Number(/^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
