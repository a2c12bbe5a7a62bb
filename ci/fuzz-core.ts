import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { fork, type ChildProcess } from "node:child_process";
import { builtCore, ways } from "../src/runtime/datapath/fast/testing/bench.ts";
import { hostile } from "../src/runtime/datapath/fast/testing/hostile.ts";
import { builtRelayCore } from "../src/runtime/datapath/fast/relay/testing/bench.ts";
import { hostileRelay } from "../src/runtime/datapath/fast/relay/testing/hostile.ts";

/** The nightly run: `npm run fuzz:core -- --count 10000000`. Each part has a seed of its own, printed when it fails. */
const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000000" },
    seed: { type: "string", default: "1" },
    processes: { type: "string", default: String(availableParallelism()) },
    /** Set by itself: which of the processes this is. */
    share: { type: "string" },
  },
});

const part = 10_000;
const parts = Math.ceil(Number(values.count) / part);
const processes = Number(values.processes);

if (values.share !== undefined) fuzz(Number(values.share));
else await all();

async function all(): Promise<void> {
  const began = performance.now();
  builtCore();
  builtRelayCore();
  const again = [...process.argv.slice(2), "--processes", values.processes, "--share"];
  const children = Array.from({ length: processes }, (_, i) => fork(import.meta.filename, [...again, String(i)]));
  const codes = await Promise.all(children.map(exit));
  if (codes.some((code) => code !== 0)) process.exit(1);
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  process.stdout.write(
    `${parts * part} datagrams, as many frames, and as many to relay in ${minutes} min: nothing trapped, nothing written outside\n`,
  );
}

/** Every so many-th part. */
function fuzz(share: number): void {
  const core = builtCore();
  const relay = builtRelayCore();
  for (let i = share; i < parts; i += processes) {
    const way = ways[i % ways.length]!;
    const seed = Number(values.seed) + i;
    attempt(`${way.name}, seed ${seed}`, () => hostile(core, way, part, seed));
    attempt(`relay, seed ${seed}`, () => hostileRelay(relay, part, seed));
  }
}

function attempt(what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    process.stderr.write(`${what}: ${(error as Error).stack}\n`);
    process.exit(1);
  }
}

function exit(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}
