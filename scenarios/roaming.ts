import { nat, scenario, type Nat } from "../harness/index.ts";
import { roaming } from "../topologies/roaming.ts";

const links = { link: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { cafe: Nat; far: Nat; path: "direct" | "relayed" };

export default scenario("roaming", {
  claim: "An edge that moves to another network is reachable again within 3 s, there and back home.",
  cases: {
    "port-restricted": { cafe: nat.portRestricted, far: nat.portRestricted, path: "direct" },
    "to-symmetric": { cafe: nat.symmetric, far: nat.addressRestricted, path: "direct" },
    "to-the-relay": { cafe: nat.symmetric, far: nat.portRestricted, path: "relayed" },
  },
  net: ({ cafe, far }: Case) => roaming({ cafe, far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob, homeA, cafe }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "30s" });

    await alice.roam(cafe);
    await check.recovery(alice, bob, { within: "3s" });
    await check.recovery(alice, bob, { path, within: "20s" });

    await alice.roam(homeA);
    await check.recovery(alice, bob, { within: "3s" });
    await check.recovery(alice, bob, { path: "direct", within: "20s" });
    await check.path(alice, bob, "direct", { within: "5s" });
  },
});
