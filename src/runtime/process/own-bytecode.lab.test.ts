import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { dist, Enclosure, soon } from "../../cli/testing/enclosure.ts";

/** Says at the end of each thread how many of Node's own modules V8 had to parse. */
const counting = `
const { internalBinding } = require("internal/test/binding");
const thread = require("node:worker_threads").isMainThread ? "main" : "worker";
process.on("exit", () => {
  const { compiledWithCache, compiledWithoutCache } = internalBinding("builtins").getCacheUsage();
  const said = thread + " " + (compiledWithCache.size > 20) + " parsed [" + [...compiledWithoutCache] + "]\\n";
  require("node:fs").writeSync(1, said);
});`;

// A flag set too early costs an edge 60 ms of processor time, and nothing else shows it.
it("daemons and their threads start with Node's own bytecode", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "own-bytecode-"));
  context.onTestFinished(() => rmSync(folder, { recursive: true }));
  const probe = join(folder, "probe.cjs");
  writeFileSync(probe, counting);
  const lab = await Enclosure.forTest(context);
  const node = `node --no-warnings --expose-internals --require ${probe}`;
  const supernode = await lab.start("sn", "sn", `${node} ${dist}/supernode.cjs -f`);
  const edge = await lab.start("a", "a", `${node} ${dist}/edge.cjs -f -d n2n0 -a 10.0.0.1 -c mynet -k secret -l 198.51.100.1:7654`); // prettier-ignore
  await expect.poll(() => lab.log("a.log"), soon).toContain(" registered ");
  expect([await lab.stop(edge), await lab.stop(supernode)]).toEqual([0, 0]);
  for (const log of ["a.log", "sn.log"]) {
    const said = (await lab.log(log)).split("\n").filter((line) => line.includes(" parsed "));
    expect(said.sort(), log).toEqual(["main true parsed []", "worker true parsed []"]);
  }
});
