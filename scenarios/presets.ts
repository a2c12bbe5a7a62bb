import { nat, scenario } from "../harness/index.ts";
import { linkPresetNames, type LinkPresetName } from "../harness/topology/impairment/presets.ts";
import { twoHomes } from "../topologies/two-homes.ts";

type Case = { preset: LinkPresetName };

const named = linkPresetNames.filter((preset) => preset !== "plain");

export default scenario("presets", {
  claim: "A direct path is found and held over each line that has a name, and loses no more than the line does.",
  cases: Object.fromEntries(named.map((preset) => [preset, { preset }])),
  net: ({ preset }: Case) =>
    twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted, linkA: { preset }, linkSn: { delay: "5ms" } }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "15s" });
    await check.path(alice, bob, "direct", { within: "30s" });
    await check.latency(alice, bob, "direct");
    await check.loss(alice, bob, "direct");
  },
});
