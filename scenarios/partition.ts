import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { near: Nat; far: Nat };

export default scenario("partition", {
  claim:
    "When the internet between two edges fails, they communicate via the supernode within 3 s, and directly once it is back.",
  cases: {
    public: { near: nat.none, far: nat.none },
    "port-restricted": { near: nat.portRestricted, far: nat.portRestricted },
    "symmetric-vs-address-restricted": { near: nat.symmetric, far: nat.addressRestricted },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "30s" });

    await alice.partition(bob);
    await check.recovery(alice, bob, { path: "relayed", within: "3s" });
    await alice.heal(bob);
    await check.recovery(alice, bob, { path: "direct", within: "30s" });
    await check.path(alice, bob, "direct", { within: "5s" });
  },
});
