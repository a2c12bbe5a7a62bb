import { parseArgs } from "node:util";
import { builtCore, ways } from "../src/runtime/datapath/fast/testing/bench.ts";
import { hostile } from "../src/runtime/datapath/fast/testing/hostile.ts";
import { builtRelayCore } from "../src/runtime/datapath/fast/relay/testing/bench.ts";
import { hostileRelay } from "../src/runtime/datapath/fast/relay/testing/hostile.ts";

/** The nightly run: `npx tsx ci/fuzz-core.ts --count 10000000`. Each part has a seed of its own, printed when it fails. */
const { values } = parseArgs({
  options: { count: { type: "string", default: "10000000" }, seed: { type: "string", default: "1" } },
});

const core = builtCore();
const relay = builtRelayCore();
const part = 10_000;
const parts = Math.ceil(Number(values.count) / part);
for (let i = 0; i < parts; i++) {
  const way = ways[i % ways.length]!;
  const seed = Number(values.seed) + i;
  try {
    hostile(core, way, part, seed);
  } catch (error) {
    process.stderr.write(`${way.name}, seed ${seed}: ${(error as Error).stack}\n`);
    process.exit(1);
  }
  try {
    hostileRelay(relay, part, seed);
  } catch (error) {
    process.stderr.write(`relay, seed ${seed}: ${(error as Error).stack}\n`);
    process.exit(1);
  }
}
process.stdout.write(
  `${parts * part} datagrams and as many frames, and as many to relay: nothing trapped, nothing written outside\n`,
);
