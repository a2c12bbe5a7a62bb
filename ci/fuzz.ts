import { setFlagsFromString } from "node:v8";
import { parseArgs } from "node:util";
import { runInNewContext } from "node:vm";
import { fuzz } from "./fuzz/run.ts";

/** More than this between the first look and the last is growth. */
const growthMax = 32 * 2 ** 20;

const options = {
  count: { type: "string", default: "10000000" },
  seed: { type: "string" },
  help: { type: "boolean" },
} as const;
const { values } = parseArgs({ options });
const count = Number(values.count);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : parseInt(values.seed, 16);

if (values.help || !Number.isInteger(count) || count < 1 || Number.isNaN(seed)) {
  process.stdout.write(
    "npm run fuzz -- [--count 10000000] [--seed HEX]\n\nMutated datagrams into every decoder and machine.\n",
  );
  process.exit(values.help ? 0 : 64);
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const heap: number[] = [];
const failure = await fuzz(count, seed, (done) => {
  collect();
  heap.push(process.memoryUsage().heapUsed);
  process.stderr.write(`${done} of ${count}, heap ${megabytes(heap.at(-1)!)} MB\n`);
});
const growth = heap.length < 2 ? 0 : heap.at(-1)! - heap[0]!;
if (failure !== undefined) {
  process.stdout.write(`datagram ${failure.at} broke ${failure.target}: ${failure.error}\n${failure.datagram}\n`);
}
if (growth > growthMax) process.stdout.write(`the heap grew by ${megabytes(growth)} MB\n`);
const failures = (failure === undefined ? 0 : 1) + (growth > growthMax ? 1 : 0);
process.stdout.write(
  `fuzz: ${failure?.at ?? count} datagrams, ${failures} failures, heap ${growth < 0 ? "" : "+"}${megabytes(growth)} MB, seed ${seed.toString(16)}\n`,
);
process.exitCode = failures === 0 ? 0 : 1;

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
