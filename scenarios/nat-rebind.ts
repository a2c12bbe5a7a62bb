import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

/** Mappings that were forgotten come back on other ports. */
const randomPorts = { ...nat.portRestricted, ports: "random" } as const;

type Change = "forgets" | "gets-another-address" | "becomes-symmetric";
type Case = { near: Nat; far: Nat; change: Change; path: "direct" | "relayed" };

export default scenario("nat-rebind", {
  claim: "When a NAT forgets its mappings or changes, pings are back within 3 s, and soon take the best possible path.",
  cases: {
    "same-port": { near: nat.portRestricted, far: nat.portRestricted, change: "forgets", path: "direct" },
    "other-port": { near: randomPorts, far: randomPorts, change: "forgets", path: "direct" },
    "other-port-open-peer": { near: randomPorts, far: nat.fullCone, change: "forgets", path: "direct" },
    symmetric: { near: nat.symmetric, far: nat.addressRestricted, change: "forgets", path: "direct" },
    relayed: { near: nat.symmetric, far: nat.symmetric, change: "forgets", path: "relayed" },
    "other-address": {
      near: nat.portRestricted,
      far: nat.portRestricted,
      change: "gets-another-address",
      path: "direct",
    },
    "other-kind": { near: nat.portRestricted, far: nat.addressRestricted, change: "becomes-symmetric", path: "direct" },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob, homeA }, { change, path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });

    if (change === "forgets") await homeA.flush();
    else if (change === "gets-another-address") await homeA.renumber();
    else await homeA.become(nat.symmetric);
    await check.recovery(alice, bob, { within: "3s" });
    await check.recovery(alice, bob, { path, within: "20s" });
  },
});
