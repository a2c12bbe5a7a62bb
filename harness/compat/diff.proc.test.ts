import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { runCase } from "../run/run-case.ts";
import { castOf } from "../story/cast.ts";
import type { CompatReport, CompatTrial } from "./json.ts";
import { situationFacts } from "./run-compat.ts";
import { situations } from "./situations.ts";
import { compatStory } from "./story.ts";
import { madeReport } from "./testing/made-report.ts";
import { compatTrial } from "./trial.ts";
import { compiled } from "../../ci/testing/compiled.ts";

const folder = await mkdtemp(join(tmpdir(), "natlab-diff-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const silent = { done: () => undefined, at: () => undefined };

/** One that the simulation can play. */
const played = situations.filter(({ disturbance }) => disturbance === "forgets");

/** Our edges in the simulation, once each; without hole punching on `relayOnly`. */
async function report(relayOnly: readonly string[]): Promise<CompatReport> {
  const trials: CompatTrial[] = [];
  for (const situation of played) {
    const scenario = compatStory(situation);
    const cast = castOf(scenario, situation.name);
    const setting = {
      scenario,
      case: situation.name,
      world: "sim",
      seed: 7,
      folder,
      build: {},
      relayOnly,
      cast,
    } as const;
    const ran = await runCase(setting, silent, new AbortController().signal);
    trials.push(compatTrial("ours", situation, 1, ran, "x"));
  }
  const facts = played.map((situation) => situationFacts(situation, ["ours"]));
  return madeReport(trials, { situations: facts });
}

async function diff(
  before: CompatReport,
  after: CompatReport,
): Promise<{ readonly code: number; readonly stdout: string }> {
  const places = await Promise.all(
    Object.entries({ before, after }).map(async ([name, one]) => {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, "compat.json"), JSON.stringify(one));
      return join(folder, name);
    }),
  );
  const argv = [await compiled("harness/compat/cli.ts"), "diff", ...places];
  return promisify(execFile)(process.execPath, argv).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
  );
}

it(
  "two runs of which the second ran edges that do not punch: each cell is named, and the exit code is 1",
  { timeout: 300_000 },
  async () => {
    const [whole, crippled] = [await report([]), await report(["alice", "bob"])];
    expect(whole.trials.map(({ outcome }) => outcome)).toEqual(["direct"]);
    expect(crippled.trials.map(({ outcome }) => outcome)).toEqual(["relayed"]);
    const worse = await diff(whole, crippled);
    expect(worse.code).toBe(1);
    for (const { name } of played)
      expect(worse.stdout).toContain(`worse     ours  ${name}: direct → relayed, could be direct`);
    expect(worse.stdout).toContain("relayed although");
    const better = await diff(crippled, whole);
    expect(better.code).toBe(0);
    expect(better.stdout).toContain("better    ours");
    expect(await diff(whole, whole)).toEqual({ code: 0, stdout: "no change in the cells that both reports have\n" });
  },
);
