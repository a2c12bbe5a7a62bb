import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const top = join(import.meta.dirname, "..");

/** The entry of each folder whose order of processing its file names do not show. */
const entries = [
  "harness/run/run.ts",
  "harness/evidence/analysis.ts",
  "harness/expect/verdict.ts",
  "harness/nat/nft/ruleset.ts",
  "harness/lab/lab.ts",
  "harness/lab/agent/serve.ts",
  "harness/nat/measure/measure.ts",
  "harness/matrix/run-matrix.ts",
  "harness/matrix/output/write.ts",
  "harness/compat/run-compat.ts",
  "harness/sweep/run-sweep.ts",
  "harness/sut/contract.ts",
  "harness/story/story.ts",
  "harness/lab-world/lab-world.ts",
  "harness/report/case-report.ts",
  "harness/liars/gallery.ts",
  "harness/sim/sim-world.ts",
  "harness/sim/scale/crowd.ts",
  "harness/topology/builders.ts",
  "src/edge/machine.ts",
  "src/supernode/machine.ts",
  "src/wire/codec.ts",
  "src/runtime/driver.ts",
  "src/runtime/network/watch.ts",
  "src/runtime/process/privileges.ts",
  "src/runtime/datapath/datapath.ts",
  "src/runtime/datapath/fast/shared/worker-thread.ts",
  "src/runtime/datapath/fast/ciphers/evp.ts",
  "src/edge/paths/peers.ts",
  "src/supernode/members/registration.ts",
  "src/record/machine.ts",
  "src/portmap/machine.ts",
  "src/management/method.ts",
  "src/cli/edge/daemon.ts",
  "src/cli/supernode/daemon.ts",
  "src/tools/run-tool.ts",
];

it.each(entries)("%s opens with the order of processing, in files that exist", (file) => {
  const [, flow] = /^\/\*\*\n((?: \*.*\n)+?) \* @module\n/.exec(readFileSync(join(top, file), "utf8")) ?? [];
  expect(flow).toBeDefined();
  const named = [...flow!.matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !existsSync(join(top, dirname(file), path)))).toEqual([]);
});
