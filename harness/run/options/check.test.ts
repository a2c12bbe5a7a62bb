import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/base/config-error.ts";
import { nat } from "../../topology/nat/nat.ts";
import { nothingAsked } from "../../story/asked-programs.ts";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { checkOptions } from "./check.ts";
import { scenario, type Scenario } from "../../story/scenario.ts";
import { simulate } from "../simulate.ts";

const story = (name: string, between = { a: "alice", b: "bob", path: "direct" as const }) =>
  scenario(name, {
    claim: "x",
    cases: { one: {}, two: {} },
    net: () => twoHomes({ natA: nat.portRestricted, natB: nat.fullCone }),
    between: () => between as { a: "alice"; b: "bob"; path: "direct" },
    async run({ sn, alice, bob }, _case, check) {
      await sn.startHelper();
      await Promise.all([alice.startNode(), bob.startNode()]);
      await check.path(alice, bob, "direct", { within: "10s" });
    },
  }) as unknown as Scenario;

const nothing = { cases: [], build: {}, relayOnly: [], programs: nothingAsked };

describe("names on the command line", () => {
  it("are those of every chosen case", () => {
    const right = {
      cases: ["one"],
      build: { homeB: "symmetric" },
      relayOnly: ["alice"],
      programs: { byHost: { bob: "ours" } },
    };
    expect(() => checkOptions([story("a"), story("b")], right)).not.toThrow();
  });

  it.each([
    [{ cases: ["three"] }, /a has no case "three"/],
    [{ relayOnly: ["alicia"] }, /--relay-only alicia: a \/ one has no such host; did you mean alice/],
    [{ relayOnly: ["homeA"] }, /--relay-only homeA/],
    [{ relayOnly: ["constructor"] }, /--relay-only constructor/],
    [{ build: { alice: "symmetric" } }, /--build alice/],
    [{ build: { homeA: "symetric" } }, /no such NAT/],
    [{ build: { homeA: "toString" } }, /no such NAT/],
    [{ programs: { byHost: { eve: "ours" } } }, /--sut eve/],
    [{ programs: { byHost: {}, commands: { eve: "./peer" } } }, /--node eve/],
    [{ programs: { byHost: { bob: "ours" }, commands: { bob: "./peer" } } }, /give one of them/],
    [{ programs: { all: "theirs", byHost: {} } }, /no program "theirs"/],
    [{ programs: { byHost: { bob: "constructor" } } }, /no program "constructor"/],
  ])("%j is refused", (wrong, said) => {
    const attempt = () => checkOptions([story("a")], { ...nothing, ...wrong });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(said);
  });

  it("finds a scenario about an unknown host", () => {
    const odd = story("a", { a: "alice", b: "eve", path: "direct" });
    expect(() => checkOptions([odd], nothing)).toThrow(/between\(\) names eve; choose from sn, alice, bob/);
  });
});

it.each([
  ["nothing for between", { between: () => undefined }, /between\(\) must return \{ a, b, path \}/],
  ["one host twice", { between: () => ({ a: "bob", b: "bob", path: "direct" }) }, /names bob twice/],
  ["an unknown path", { between: () => ({ a: "alice", b: "bob", path: "directly" }) }, /expects "directly"; write/],
  [
    "a network that comes later",
    { net: async () => story("a").net({}) },
    /net\(\) must return a topology, not a promise/,
  ],
  ["a network that changes", { net: () => twoHomes({ natA: nat.fullCone, natB: ++calls % 2 ? nat.fullCone : nat.symmetric }) }, /a different network each time/], // prettier-ignore
])("a scenario with %s is refused", (_what, wrong, said) => {
  expect(() => checkOptions([{ ...story("a"), ...wrong } as Scenario], nothing)).toThrow(said);
});
let calls = 0;

describe("the simulation", () => {
  const seed = 7;
  it("keeps an edge from punching, as the laboratory does", async () => {
    const run = (relayOnly: string[]) => simulate(story("a"), ["one"], { seed, build: {}, relayOnly });
    expect([...(await run([])).verdicts.values()]).toEqual(["pass"]);
    expect([...(await run(["alice"])).verdicts.values()]).toEqual(["fail"]);
  });

  it("builds the NAT of --build", async () => {
    const { verdicts } = await simulate(story("a"), ["one"], { seed, build: { homeB: "symmetric" }, relayOnly: [] });
    expect([...verdicts.values()]).toEqual(["inconclusive"]);
  });

  it("refuses to keep a host from punching that has no node", async () => {
    await expect(simulate(story("a"), ["one"], { seed, build: {}, relayOnly: ["sn"] })).rejects.toThrow(
      "--relay-only sn: one starts no node there",
    );
  });

  it("can be interrupted between two stories", async () => {
    const played: string[] = [];
    const it_ = { ...story("a"), net: () => (played.push("net"), story("a").net({})) } as Scenario;
    const controller = new AbortController();
    setImmediate(() => controller.abort(new Error("enough")));
    const options = { seed, build: {}, relayOnly: [] };
    await expect(simulate(it_, ["one", "two"], options, controller.signal)).rejects.toThrow("enough");
    const asked = played.length;
    await simulate(it_, ["one"], options);
    expect(played.length - asked).toBe(asked);
  });

  it("skips what only the laboratory has", async () => {
    const tcp = { ...story("a"), run: (actors, _case, check) => withTcp(actors, check) } as Scenario;
    const { verdicts } = await simulate(tcp, ["one"], { seed, build: {}, relayOnly: [] });
    expect([...verdicts.values()]).toEqual(["unsupported"]);
  });
});

const withTcp: (...args: [Parameters<Scenario["run"]>[0], Parameters<Scenario["run"]>[2]]) => Promise<void> = async (
  actors,
  check,
) => {
  const { sn, alice, bob } = actors as Record<string, Parameters<typeof check.ping>[0]>;
  await sn!.startHelper();
  await alice!.startNode({ n2n: { tcp: true } });
  await check.ping(alice!, bob!, { within: "5s" });
};
