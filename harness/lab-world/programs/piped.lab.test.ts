import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { bundled } from "../../lab/testing/bundle.ts";
import { runCase } from "../../run/run-case.ts";
import { commandSystem } from "../../sut/command.ts";
import { scenario, type Scenario } from "../../story/scenario.ts";
import { nat } from "../../topology/nat/nat.ts";

const folder = await mkdtemp(join(tmpdir(), "natlab-piped-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const story = scenario("piped", {
  claim: "",
  cases: { symmetric: {} },
  net: () => twoHomes({ natA: nat.symmetric, natB: nat.symmetric, linkA: { delay: "10ms" } }),
  between: () => ({ a: "alice", b: "bob", path: "relayed" }),
  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "20s" });
    await check.path(alice, bob, "relayed", { within: "20s" });
    await check.latency(alice, bob, "relayed");
    await check.throughput(alice, bob, { within: "20s" });
    await bob.stop();
    await bob.startNode();
    await check.recovery(alice, bob, { within: "20s" });
  },
}) as unknown as Scenario;

const silent = { done: () => undefined, at: () => undefined };

describe("nodes that are given as `pipe: COMMAND`", () => {
  it("are judged for path, latency, throughput and recovery like nodes with an interface", async () => {
    const peer = `exec ${process.execPath} ${await bundled("udp-peer", "harness/lab/pipe/testing/udp-peer.ts")}`;
    const node = commandSystem(`pipe: ${peer} peer $NATLAB_HELPER 4000`);
    const cast = { sn: commandSystem(`${peer} relay 4000`), alice: node, bob: node };
    const setting = {
      scenario: story,
      case: "symmetric",
      world: "lab",
      seed: 1,
      build: {},
      relayOnly: [],
      cast,
    } as const;
    const report = await runCase({ ...setting, folder }, silent, new AbortController().signal);
    expect(report.failure ?? report.why).toBeUndefined();
    expect(report.verdict).toBe("pass");
  });
});
