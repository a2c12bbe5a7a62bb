import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { runCase } from "../../run/run-case.ts";
import { scenario, type Scenario } from "../../story/scenario.ts";
import { commandSystem } from "../../sut/command.ts";
import type { SystemUnderTest } from "../../sut/contract.ts";
import { nat } from "../../topology/nat/nat.ts";

const folder = await mkdtemp(join(tmpdir(), "natlab-systems-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const story = scenario("keys", {
  claim: "",
  cases: { open: {} },
  net: () => twoHomes({ natA: nat.none, natB: nat.none }),
  between: () => ({ a: "alice", b: "bob", path: "either" }),
  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "5s" });
  },
}) as unknown as Scenario;

/** Makes its keys with a command that refuses to overwrite them, as nebula-cert does. */
const careful: SystemUnderTest = {
  ...commandSystem("sleep 60"),
  name: "careful",
  async prepare({ hosts }) {
    for (const host of hosts)
      await promisify(execFile)("sh", ["-c", 'set -C; : > "$0" && exit 3', join(host.folder, "key")]);
  },
};

/** Starts a node only. */
const started = scenario("busy", {
  claim: "",
  cases: { open: {} },
  net: () => twoHomes({ natA: nat.none, natB: nat.none }),
  between: () => ({ a: "alice", b: "bob", path: "either" }),
  run: ({ alice }) => alice.startNode(),
}) as unknown as Scenario;

/** Writes among its keys until it is killed, as fast as it can. */
const busy = commandSystem(
  'ip link add "$NATLAB_DEVICE" type veth peer name far && ip link set far up && ip link set "$NATLAB_DEVICE" up && ip addr add "$NATLAB_ADDRESS" dev "$NATLAB_DEVICE"; i=0; while :; do i=$((i+1)); mkdir -p "$NATLAB_FOLDER/secrets/$i"; done',
);

const silent = { done: () => undefined, at: () => undefined };

describe("systems under test", () => {
  const cast = { sn: careful, alice: careful, bob: careful };
  const setting = { scenario: story, case: "open", world: "lab", seed: 1, build: {}, relayOnly: [], cast } as const;
  const run = () => runCase({ ...setting, folder }, silent, new AbortController().signal);

  it("whose keys cannot be made are not judged, and the reason is given, at each attempt the same", async () => {
    const first = await run();
    expect(first.verdict).toBe("inconclusive");
    expect(first.why).toMatch(/^the laboratory failed: the keys of careful could not be made\n {2}command: sh -c/);
    const left = join(folder, "cases/open/left-behind");
    await writeFile(left, "");
    expect((await run()).why).toBe(first.why);
    await expect(stat(left)).rejects.toThrow("ENOENT");
  });

  it("leave no keys behind, even if they write them until the end", async () => {
    const busyCast = { sn: busy, alice: busy, bob: busy };
    const { failure } = await runCase(
      { ...setting, scenario: started, cast: busyCast, folder },
      silent,
      new AbortController().signal,
    );
    expect(failure).toBeUndefined();
    await expect(stat(join(folder, "cases/open/sut/alice/secrets"))).rejects.toThrow("ENOENT");
  });
});
