import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { bundled } from "../../lab/testing/bundle.ts";
import { ProcessorRoom } from "../../run/processor-room.ts";
import { runCase } from "../../run/run-case.ts";
import { scenario, type Scenario } from "../../story/scenario.ts";
import { commandSystem, noProgram } from "../../sut/command.ts";
import { nat } from "../../topology/nat/nat.ts";
import { planAddresses } from "../../topology/plan/plan-addresses.ts";

const folder = await mkdtemp(join(tmpdir(), "natlab-tcp-paths-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const network = () =>
  twoHomes({ natA: nat.none, natB: nat.symmetric, linkA: { delay: "10ms" }, linkSn: { delay: "5ms" } });
const [addressOfAlice] = planAddresses(network()).publicAddresses["alice"]!;

const relay = "dial:$NATLAB_HELPER:4000";
const toAlice = `dial:${addressOfAlice}:4000`;

interface Program {
  readonly alice: string;
  readonly bob: string;
  /** How the relay forwards; absent = there is none. */
  readonly relay?: "same" | "pieces" | "together";
}

const programs = {
  "a relay": { alice: relay, bob: relay, relay: "same" },
  "a relay that splits": { alice: relay, bob: relay, relay: "pieces" },
  "a relay that joins": { alice: relay, bob: relay, relay: "together" },
  "a connection": { alice: "listen:4000", bob: toAlice },
  both: { alice: `listen:4000 ${relay}`, bob: `${toAlice} ${relay}`, relay: "same" },
  "one each way": { alice: `hear:listen:4000 ${relay}`, bob: `${toAlice} hear:${relay}`, relay: "same" },
} as const satisfies Record<string, Program>;

type Claimed = "direct" | "relayed";

const story = (claimed: Claimed) =>
  scenario("tcp-paths", {
    claim: "",
    cases: programs,
    net: () => network(),
    between: () => ({ a: "alice", b: "bob", path: claimed }),
    async run({ sn, alice, bob }, program: Program, check) {
      if (program.relay !== undefined) await sn.startHelper();
      await Promise.all([alice.startNode(), bob.startNode()]);
      await check.ping(alice, bob, { within: "20s" });
      await check.path(alice, bob, claimed, { within: "6s" });
    },
  }) as unknown as Scenario;

const silent = { done: () => undefined, at: () => undefined };
const room = new ProcessorRoom();

async function shown(name: keyof typeof programs, claimed: Claimed) {
  const peer = `exec ${process.execPath} ${await bundled("tcp-peer", "harness/lab/pipe/testing/tcp-peer.ts")}`;
  const program: Program = programs[name];
  const node = (ways: string) => commandSystem(`pipe: ${peer} peer ${ways}`);
  const cast = {
    sn: program.relay === undefined ? noProgram : commandSystem(`${peer} relay 4000 ${program.relay}`),
    alice: node(program.alice),
    bob: node(program.bob),
  };
  const own = await mkdtemp(join(folder, "run-"));
  const setting = {
    scenario: story(claimed),
    case: name,
    world: "lab",
    seed: 1,
    build: {},
    relayOnly: [],
    cast,
  } as const;
  return room.run(() => runCase({ ...setting, folder: own }, silent, new AbortController().signal));
}

describe.concurrent("the path of pings that travel over TCP", () => {
  it.for([
    ["a relay", "relayed"],
    ["a relay that splits", "relayed"],
    ["a relay that joins", "relayed"],
    ["a connection", "direct"],
  ] as const)("is seen in packets: %s is %s", { timeout: 240_000 }, async ([name, path]) => {
    const report = await shown(name, path);
    expect(report.failure ?? report.why).toBeUndefined();
    expect(report.verdict).toBe("pass");
    // Certain from packets alone: it was enough to close the path, without closing everything else.
    const tests = report.steps?.map(({ what }) => what).filter((what) => what.includes("as a test")) ?? [];
    expect(tests.length).toBeGreaterThanOrEqual(2);
    expect(tests.filter((what) => what.includes("only the"))).toEqual([]);
  });

  it.for([
    ["a relay", "direct", "fail"],
    ["a connection", "relayed", "fail"],
    ["both", "direct", "not pass"],
    ["both", "relayed", "not pass"],
    ["one each way", "direct", "not pass"],
    ["one each way", "relayed", "not pass"],
  ] as const)("is not taken for another: %s, claimed %s", { timeout: 240_000 }, async ([name, claimed, expected]) => {
    const { verdict, why } = await shown(name, claimed);
    expect(verdict === "pass" ? "pass" : expected === "fail" ? verdict : "not pass", why).toBe(expected);
  });
});
