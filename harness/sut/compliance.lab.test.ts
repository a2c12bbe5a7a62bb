import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { ProcessorRoom } from "../run/processor-room.ts";
import { readEvidence } from "../evidence/store/store.ts";
import { runCase } from "../run/run-case.ts";
import { castOf } from "../story/cast.ts";
import { scenario, type Scenario } from "../story/scenario.ts";
import { nat } from "../topology/nat/nat.ts";
import { ipv6Homes } from "../../topologies/ipv6-homes.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import type { CommonNodeOptions } from "./contract.ts";
import { registry } from "./registry.ts";

/** A user's folder may have a space in its name. */
const folder = await mkdtemp(join(tmpdir(), "natlab compliance-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What every adapter must achieve: two public nodes reach each other, also after a restart. */
const story = scenario("compliance", {
  claim: "",
  cases: { open: {} },
  net: () => twoHomes({ natA: nat.none, natB: nat.none }),
  between: () => ({ a: "alice", b: "bob", path: "either" }),
  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "30s" });
    await check.found(alice, bob, { within: "30s" });
    await bob.stop();
    await bob.startNode();
    await check.recovery(alice, bob, { within: "60s" });
  },
}) as unknown as Scenario;

const ownPort = 40_123;

type Option = Pick<CommonNodeOptions, "peerToPeer" | "port" | "address"> & { readonly underlay?: "IPv6" };

/** What an adapter with that option must achieve. */
const options = scenario("options", {
  claim: "",
  cases: {
    "relay only": { peerToPeer: false },
    port: { port: ownPort },
    "automatic address": { address: "auto" },
    IPv6: { underlay: "IPv6" },
  },
  net: ({ underlay }: Option) =>
    underlay === undefined ? twoHomes({ natA: nat.none, natB: nat.none }) : ipv6Homes("ipv6-home"),
  between: () => ({ a: "alice", b: "bob", path: "either" }),
  async run({ sn, alice, bob }, option: Option, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(option), bob.startNode(option)]);
    await check.ping(alice, bob, { within: "30s" });
    if (option.peerToPeer === false) await check.path(alice, bob, "relayed", { within: "30s" });
    else await check.found(alice, bob, { within: "30s" });
  },
}) as unknown as Scenario;

const silent = { done: () => undefined, at: () => undefined };

/** Most of the time a program waits for its peers; what is timed must not wait for another's set-up. */
const room = new ProcessorRoom();

describe.concurrent.each(Object.keys(registry))("the adapter of %s", (name) => {
  it(
    "reports what runs, connects nodes, restarts one, and leaves no private key behind",
    // With the time that it waits for its turn on a busy machine.
    { timeout: 600_000 },
    async ({ expect, skip }) => {
      const found = await registry[name]!.find();
      if ("missing" in found) return skip(found.missing);
      expect(found.version).toMatch(/\d/);
      expect(found.files.length).toBeGreaterThan(0);
      const cast = castOf(story, "open", { all: name, byHost: {} });
      const setting = { scenario: story, case: "open", world: "lab", seed: 1, build: {}, relayOnly: [], cast } as const;
      const own = join(folder, name);
      const report = await room.run(() => runCase({ ...setting, folder: own }, silent, new AbortController().signal));
      expect(report.failure ?? report.why).toBeUndefined();
      expect(report.verdict).toBe("pass");
      expect(report.systems).toMatchObject([{ name, version: found.version, hosts: ["sn", "alice", "bob"] }]);
      for (const digest of Object.values(report.systems![0]!.files)) expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(await secretsIn(own)).toEqual([]);
    },
  );
});

const declared = Object.values(registry).flatMap(({ name, capabilities }) =>
  Object.keys(options.cases)
    .filter((option) => [...capabilities.options, ...(capabilities.ipv6 ? ["IPv6"] : [])].includes(option))
    .map((option) => [name, option] as const),
);

describe.concurrent.each(declared)("the adapter of %s, asked for: %s", (name, option) => {
  it("does what it says it can", { timeout: 600_000 }, async ({ expect, skip }) => {
    if (!process.env["NATLAB_EVERY_OPTION"]) return skip("takes minutes: NATLAB_EVERY_OPTION=1 runs it");
    const found = await registry[name]!.find();
    if ("missing" in found) return skip(found.missing);
    const cast = castOf(options, option, { all: name, byHost: {} });
    const setting = { scenario: options, case: option, world: "lab", seed: 1, build: {}, relayOnly: [], cast } as const;
    const own = join(folder, `${name}-${option.replace(" ", "-")}`);
    const report = await room.run(() => runCase({ ...setting, folder: own }, silent, new AbortController().signal));
    expect(report.failure ?? report.why).toBeUndefined();
    expect(report.verdict).toBe("pass");
    if (option === "relay only") return;
    const { captures, overlay } = await readEvidence(join(own, "cases", option));
    if (option === "automatic address") {
      const addresses = ["alice", "bob"].map((node) => overlay[node]!.address);
      return expect(addresses.filter((address) => address.startsWith("10.77.0."))).toEqual([]);
    }
    const sent = captures.flatMap(({ packets }) => packets).filter((packet) => packet.direction === "out");
    for (const node of ["alice", "bob"]) {
      const own = sent.filter((one) => one.node === node && one.interface === "eth0" && one.protocol === "udp");
      if (option === "port") expect(own.map(({ from }) => from!.port)).toContain(ownPort);
      else expect(own.filter(({ from }) => from!.address.includes(":")).length).toBeGreaterThan(10);
    }
  });
});

/** Files that hold a private key, by what keys look like in the formats of adapters; the name of a key's file is none. */
async function secretsIn(where: string): Promise<readonly string[]> {
  const entries = await readdir(where, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await readFile(file, "latin1") })));
  return texts
    .filter(({ text }) => /PRIVATE KEY|PrivateKey\b|\bsecret "|correct horse/.test(text))
    .map(({ file }) => file);
}
