import { setFlagsFromString } from "node:v8";
import { parseArgs } from "node:util";
import { runInNewContext } from "node:vm";
import { fuzz } from "./fuzz/run.ts";

/** More than this between the first look and the last is growth. */
const growthMax = 32 * 2 ** 20;

const help = `npm run fuzz -- [--count N] [--seed HEX]

Sends mutated datagrams into every decoder and machine: nothing may throw, nothing may grow.

  --count N     datagrams (10000000)
  --seed HEX    repeats a run

Example: npm run fuzz -- --count 100000 --seed 7f3a
Exit code: 0 all well, 1 something threw or grew, 64 usage.
`;

const { count, seed } = parsedOptions();

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const memory: number[] = [];
const failure = await fuzz(count, seed, (done) => {
  collect();
  // Buffers are not part of the heap.
  const { heapUsed, external } = process.memoryUsage();
  memory.push(heapUsed + external);
  process.stderr.write(`${done} of ${count}, memory ${megabytes(memory.at(-1)!)} MB\n`);
});
const growth = memory.length < 2 ? 0 : memory.at(-1)! - memory[0]!;
if (failure !== undefined) {
  process.stdout.write(`datagram ${failure.at} broke ${failure.target}: ${failure.error}\n${failure.datagram}\n`);
}
if (growth > growthMax) process.stdout.write(`memory grew by ${megabytes(growth)} MB\n`);
const failures = (failure === undefined ? 0 : 1) + (growth > growthMax ? 1 : 0);
process.stdout.write(
  `fuzz: ${failure?.at ?? count} datagrams, ${failures} failures, memory ${growth < 0 ? "" : "+"}${megabytes(growth)} MB, seed ${seed.toString(16)}\n`,
);
process.exitCode = failures === 0 ? 0 : 1;

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** One clear line for what is not right. */
function parsedOptions(): { readonly count: number; readonly seed: number } {
  const options = {
    count: { type: "string" },
    seed: { type: "string" },
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    const { count = "10000000", seed, help: wanted } = parseArgs({ options }).values;
    if (wanted) {
      process.stdout.write(help);
      process.exit(0);
    }
    if (!/^[1-9]\d*$/.test(count)) throw new Error(`--count ${count}: must be a whole number of at least 1`);
    if (seed === undefined) return { count: Number(count), seed: Math.floor(Math.random() * 2 ** 32) };
    if (!/^[0-9a-f]{1,8}$/i.test(seed)) throw new Error(`--seed ${seed}: must be 1 to 8 hexadecimal digits, e.g. 7f3a`);
    return { count: Number(count), seed: parseInt(seed, 16) };
  } catch (error) {
    process.stderr.write(`fuzz: ${(error as Error).message}\n`);
    process.exit(64);
  }
}
