import { nat, scenario, type Nat } from "../harness/index.ts";
import { sameLan } from "../topologies/same-lan.ts";

export default scenario("same-lan", {
  claim: "Two edges on one LAN communicate across it, even if the router does not hairpin.",
  cases: {
    "port-restricted": { home: nat.portRestricted },
    symmetric: { home: nat.symmetric },
  },
  net: ({ home }: { home: Nat }) => sameLan({ nat: home, link: { delay: "20ms" } }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);

    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "20s" });
    await check.latency(alice, bob, "direct");
    await sn.cutOff();
    await check.ping(alice, bob, { within: "5s" });
    await check.path(alice, bob, "direct", { within: "5s" });
  },
});
