import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { twoHomes } from "../../topologies/two-homes.ts";
import { bundled } from "../lab/testing/bundle.ts";
import type { CaseReport } from "../report/run-json.ts";
import { scenario, type Scenario } from "../story/scenario.ts";
import { commandSystem } from "../sut/command.ts";
import { nat, type Nat } from "../topology/nat/nat.ts";
import { runCase } from "./run-case.ts";

const folder = await mkdtemp(join(tmpdir(), "natlab-diagnosis-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A port that the NAT gives is not the program's own. */
const home: Nat = { ...nat.portRestricted, ports: "random" };
const { symmetric, addressRestricted, fullCone } = nat;

const story = (natA: Nat, natB: Nat) =>
  scenario("faults", {
    claim: "",
    cases: { one: {} },
    net: () => twoHomes({ natA, natB, linkA: { delay: "5ms" }, linkB: { delay: "5ms" } }),
    between: () => ({ a: "alice", b: "bob", path: "direct" }),
    async run({ sn, alice, bob }, _case, check) {
      await sn.startHelper();
      // The second learns first where the other is.
      await bob.startNode();
      await check.quiet("200ms");
      await alice.startNode();
      await check.ping(alice, bob, { within: "10s" });
      await check.path(alice, bob, "direct", { within: "6s" });
    },
  }) as unknown as Scenario;

/** What a pair of programs is reported to do, both with that fault; undefined = none. */
async function reportOf(natA: Nat, natB: Nat, fault?: string): Promise<CaseReport> {
  const script = `exec ${process.execPath} ${await bundled("hole-puncher", "harness/lab/pipe/testing/hole-puncher.ts")}`;
  const node = commandSystem(`pipe: ${script} peer $NATLAB_HELPER 4000${fault === undefined ? "" : ` '${fault}'`}`);
  const cast = { sn: commandSystem(`${script} rendezvous 4000`), alice: node, bob: node };
  const setting = { scenario: story(natA, natB), case: "one", world: "lab", seed: 1, build: {}, relayOnly: [], cast } as const; // prettier-ignore
  const own = await mkdtemp(join(folder, "case-"));
  return runCase({ ...setting, folder: own }, silent, new AbortController().signal);
}

const silent = { done: () => undefined, at: () => undefined };

describe("programs that punch, in real namespaces", () => {
  it.each([
    ["a symmetric NAT and one that filters by address", symmetric, addressRestricted],
    ["two that filter by port", home, home],
  ] as const)("have a direct path between %s, and no diagnosis", async (_name, natA, natB) => {
    const report = await reportOf(natA, natB);
    expect(report.failure ?? report.why).toBeUndefined();
    expect(report.diagnosis).toBeUndefined();
  });

  it.each([
    {
      fault: "punches once",
      nats: [symmetric, addressRestricted],
      says: /^alice sent 1 datagram \(at [\d.]+s\) to 198\.18\.3\.1:\d+, which homeB refused because bob had not sent there yet, and none after [\d.]+s, when a datagram of bob had opened the filter for the next: alice does not repeat its punch$/,
      clause: "RFC 5128 §3.3",
    },
    {
      fault: "announces its own port",
      nats: [home, home],
      says: /^(alice|bob) sent \d+ datagrams \(.*\) to 198\.18\.[23]\.1:\d+, where home[AB] has no mapping: (alice|bob) is at 198\.18\.[23]\.1:\d+, so a wrong port was announced, or used$/,
      clause: "RFC 4787 REQ-1",
    },
    {
      fault: "ignores what it observes",
      nats: [symmetric, addressRestricted],
      says: /^\d+ datagrams of alice reached bob from 198\.18\.2\.1:\d+, the first at [\d.]+s; bob sent none there, but \d+ datagrams to 198\.18\.2\.1:\d+, which homeA refused: it does not answer the endpoint that it observes$/,
      clause: "RFC 8445 §7.3.1.3",
    },
    {
      fault: "punches from another socket",
      nats: [symmetric, fullCone],
      says: /^\d+ datagrams of alice reached bob at port \d+, and bob answered from 192\.168\.\d\.101:\d+, which homeA refused: an answer must come from where the question went$/,
      clause: "RFC 4787 REQ-8",
    },
  ] as const)("that $fault are named", async ({ fault, nats: [natA, natB], says, clause }) => {
    const report = await reportOf(natA, natB, fault);
    expect(report.verdict, report.why).toBe("fail");
    expect(report.diagnosis?.sentence).toMatch(says);
    expect(report.diagnosis).toMatchObject({ clause });
    const shown = report.diagnosis!.refs.flatMap(({ frames = [] }) => frames);
    expect(shown.length).toBeGreaterThan(0);
  });
});
