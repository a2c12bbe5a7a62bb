import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { twoHomes } from "../../topologies/two-homes.ts";
import { nat } from "../topology/nat/nat.ts";
import { parseOptions } from "./options/options.ts";
import { runScenario } from "./run.ts";
import { scenario, type Scenario } from "../story/scenario.ts";

const here = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "run-"));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true });
});

const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });

const story = scenario("full", {
  claim: "x",
  cases: { only: {} },
  net: () => twoHomes({ natA: nat.portRestricted, natB: nat.fullCone }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),
  run: () => Promise.reject(full),
}) as unknown as Scenario;

it("says where there is no space, and leaves nothing there", async () => {
  const options = { ...(await parseOptions(["full", "--world", "sim"])), json: true };
  const running = runScenario(story, options, new AbortController().signal);
  await expect(running).rejects.toThrow("cannot write below reports/runs: no space left on the device (ENOSPC)");
  expect(readdirSync("reports/runs")).toEqual([]);
});
