import { castOf } from "../story/cast.ts";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nat, scenario } from "../index.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { runCase, type CaseRun } from "./run-case.ts";
import type { Scenario } from "../story/scenario.ts";

const folder = mkdtempSync(join(tmpdir(), "natlab-run-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const links = { linkA: { delay: "5ms" }, linkB: { delay: "5ms" }, linkSn: { delay: "2ms" } };

const twoHomesStory = scenario("story", {
  claim: "Two edges behind ordinary NATs get a direct path.",
  cases: { only: {} },
  net: () => twoHomes({ natA: nat.portRestricted, natB: nat.fullCone, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),
  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode({ address: "auto" }), bob.startNode({ address: "auto" })]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "6s" });
    await sn.cutOff();
    await check.path(alice, bob, "direct", { within: "6s" });
  },
});
const story = twoHomesStory as Scenario;

const run = async (changes: Partial<CaseRun> = {}) => {
  const shown: string[] = [];
  const progress = { done: (what: string) => void shown.push(what), at: () => undefined };
  const cast = castOf(story, "only");
  const where = { scenario: story, case: "only", world: "lab", seed: 1, folder } as const;
  const setting = { ...where, build: {}, relayOnly: [], cast };
  return { report: await runCase({ ...setting, ...changes }, progress, new AbortController().signal), shown };
};

describe("a case in the laboratory", () => {
  it("passes, keeps its evidence and judges it again with the same result", async () => {
    const { report, shown } = await run();
    expect(report).toMatchObject({ verdict: "pass", observedPath: "direct" });
    expect(report.proofs.map(({ router, declared, when = "before" }) => `${router} ${declared} ${when}`)).toEqual([
      "homeA port-restricted before",
      "homeB full-cone before",
      "homeA port-restricted after",
      "homeB full-cone after",
    ]);
    expect(report.links.filter(({ p50 }) => p50 !== null).length).toBeGreaterThan(3);
    expect(shown.join(" ")).toMatch(/lab ✔.*nat ✔.*ping.*path.*path.*pass/);
    const stored = JSON.parse(readFileSync(join(folder, "cases/only/evidence.json"), "utf8")) as { version: number };
    expect(stored.version).toBe(1);
  });

  it("shows what our programs recorded, beside the captured datagrams", async () => {
    const { report } = await run({ record: true });
    expect(report.why).toBeUndefined();
    const { machines, moments } = report.recordings!;
    expect(machines.map(({ node, program }) => `${node} ${program}`)).toEqual([
      "alice edge",
      "bob edge",
      "sn supernode",
    ]);
    for (const { replay } of machines) expect(replay).toMatch(/^replayed, it does the same again/);
    const punches = moments.filter(({ machine }) => machine === 0).flatMap(({ lines }) => lines);
    const punched = punches.find(({ is, text, packet }) => is === "did" && / REGISTER /.test(text) && packet?.end === "delivered" && /^alice → homeA :\d+ → homeB :\d+ → bob, /.test(packet.way)); // prettier-ignore
    expect(punched).toBeDefined();
  });

  it("is inconclusive if a NAT is not as declared, and says which and how", async () => {
    const { report } = await run({ build: { homeB: "symmetric" } });
    expect(report.verdict).toBe("inconclusive");
    expect(report.why).toMatch(
      /homeB is declared full-cone but measured differently: mapping: declared endpoint-independent/,
    );
    expect(report.claims).toEqual([]);
  });

  it("ends at once if it is interrupted while it is being built", async () => {
    const controller = new AbortController();
    const shown: string[] = [];
    const done = (what: string) => {
      shown.push(what);
      controller.abort(new Error("enough"));
    };
    const setting = { scenario: story, case: "only", world: "lab", seed: 1, folder, build: {}, relayOnly: [] } as const;
    const running = runCase({ ...setting, cast: castOf(story, "only") }, { done, at: () => undefined }, controller.signal); // prettier-ignore
    await expect(running).rejects.toThrow("enough");
    expect(shown).toEqual([expect.stringContaining("lab ✔")]);
  });

  it("fails if an edge does not punch, and says at which step it stopped", async () => {
    const { report } = await run({ relayOnly: ["alice"] });
    expect(report).toMatchObject({ verdict: "fail", observedPath: "relayed" });
    expect(report.failure?.stoppedAt).toMatch(/✔ bob sent to homeA {3}✘ alice sent to homeB/);
  });
});
