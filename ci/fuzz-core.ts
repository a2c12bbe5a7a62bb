import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { fork, type ChildProcess } from "node:child_process";
import { builtCore, ways } from "../src/runtime/datapath/fast/edge/testing/bench.ts";
import { hostile } from "../src/runtime/datapath/fast/edge/testing/hostile.ts";
import { builtRelayCore } from "../src/runtime/datapath/fast/supernode/testing/bench.ts";
import { hostileRelay } from "../src/runtime/datapath/fast/supernode/testing/hostile.ts";

const help = `npm run fuzz:core -- [--count N] [--seed N] [--processes N]

Sends hostile datagrams and frames into the packet cores of edge and supernode: nothing may trap, nothing may be written
outside. Each part has a seed of its own, printed when it fails.

  --count N       datagrams, as many frames, and as many to relay (10000000)
  --seed N        of the first part (1)
  --processes N   side by side (as many as there are processors)

Exit code: 0 all well, 1 something trapped or wrote outside, 64 usage.
`;

const { values, count, seed, processes } = parsedOptions();
const part = 10_000;
const parts = Math.ceil(count / part);

if (values.share !== undefined) fuzz(Number(values.share));
else await all();

async function all(): Promise<void> {
  const began = performance.now();
  builtCore();
  builtRelayCore();
  const again = [...process.argv.slice(2), "--processes", String(processes), "--share"];
  // The TypeScript loader of this process is not inherited automatically.
  const execArgv = ["--import", import.meta.resolve("tsx")];
  const children = Array.from({ length: processes }, (_, i) =>
    fork(import.meta.filename, [...again, String(i)], { execArgv }),
  );
  const codes = await Promise.all(children.map(exit));
  if (codes.some((code) => code !== 0)) process.exit(1);
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  process.stdout.write(
    `${parts * part} datagrams, as many frames, and as many to relay in ${minutes} min: nothing trapped, nothing written outside\n`,
  );
}

/** Every n-th part. */
function fuzz(share: number): void {
  const core = builtCore();
  const relay = builtRelayCore();
  for (let i = share; i < parts; i += processes) {
    const way = ways[i % ways.length]!;
    const partSeed = seed + i;
    attempt(`${way.name}, seed ${partSeed}`, () => hostile(core, way, part, partSeed));
    attempt(`relay, seed ${partSeed}`, () => hostileRelay(relay, part, partSeed));
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

function parsedOptions() {
  try {
    const { values } = parseArgs({
      options: {
        count: { type: "string", default: "10000000" },
        seed: { type: "string", default: "1" },
        processes: { type: "string", default: String(availableParallelism()) },
        /** Set by this program: which of the processes this is. */
        share: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help === true) {
      process.stdout.write(help);
      process.exit(0);
    }
    const whole = (name: "count" | "seed" | "processes", least: number): number => {
      if (/^\d{1,15}$/.test(values[name]) && Number(values[name]) >= least) return Number(values[name]);
      throw new Error(`--${name} ${values[name]}: must be a whole number of at least ${least}`);
    };
    return { values, count: whole("count", 1), seed: whole("seed", 0), processes: whole("processes", 1) };
  } catch (error) {
    process.stderr.write(`fuzz:core: ${(error as Error).message}\n`);
    process.exit(64);
  }
}
