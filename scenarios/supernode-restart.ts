import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { near: Nat; far: Nat; path: "direct" | "relayed" };

export default scenario("supernode-restart", {
  claim:
    "A supernode that restarts and has forgotten all edges interrupts relayed pairs for at most 3 s, direct ones not at all.",
  cases: {
    direct: { near: nat.portRestricted, far: nat.portRestricted, path: "direct" },
    relayed: { near: nat.symmetric, far: nat.symmetric, path: "relayed" },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });

    await sn.restartHelper();
    if (path === "direct") await check.loss(alice, bob, "direct");
    await check.recovery(alice, bob, { path, within: "3s" });
    await check.path(alice, bob, path, { within: "10s" });
  },
});
