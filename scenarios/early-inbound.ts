import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

/** bob learns of alice, and punches, long before alice's own first packet to him leaves her home. */
const links = { linkA: { delay: "150ms" }, linkB: { delay: "2ms" }, linkSn: { delay: "2ms" } };

type Case = { near: Nat; far: Nat };

export default scenario("early-inbound", {
  claim: "A punch that arrives too early is refused and does no harm: the mapping stays, and the path becomes direct.",
  cases: {
    "port-restricted": { near: nat.portRestricted, far: nat.portRestricted },
    "address-restricted": { near: nat.addressRestricted, far: nat.portRestricted },
    "random-ports": { near: { ...nat.portRestricted, ports: "random" }, far: nat.portRestricted },
    symmetric: { near: nat.symmetric, far: nat.addressRestricted },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await alice.startNode();
    await bob.startNode();
    await check.ping(bob, alice, { within: "10s" });
    await check.path(bob, alice, "direct", { within: "30s" });
    await sn.cutOff();
    await check.path(bob, alice, "direct", { within: "5s" });
  },
});
