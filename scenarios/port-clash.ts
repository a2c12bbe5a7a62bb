import { nat, scenario, type Nat } from "../harness/index.ts";
import { sharedHome } from "../topologies/shared-home.ts";

const links = { link: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { home: Nat };

export default scenario("port-clash", {
  claim: "Two edges with the same source port behind one NAT do not interfere: each gets its own direct path.",
  cases: {
    preserving: { home: nat.portRestricted },
    random: { home: { ...nat.portRestricted, ports: "random" } },
    sequential: { home: { ...nat.portRestricted, ports: "sequential" } },
    "full-cone": { home: nat.fullCone },
  },
  net: ({ home }: Case) => sharedHome({ nat: home, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, anna, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode({ port: 51_000 }), anna.startNode({ port: 51_000 }), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.ping(anna, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "30s" });
    await check.path(anna, bob, "direct", { within: "30s" });
    await check.loss(alice, bob, "direct");
    await check.loss(anna, bob, "direct");
    await sn.cutOff();
    await check.path(alice, bob, "direct", { within: "5s" });
    await check.path(anna, bob, "direct", { within: "5s" });
  },
});
