import { nat, scenario, type Nat } from "../harness/index.ts";
import { multiHomed } from "../topologies/multi-homed.ts";

const links = { link: { delay: "10ms" }, linkLte: { delay: "30ms" }, linkSn: { delay: "5ms" } };

type Case = { far: Nat; path: "direct" | "relayed"; how: "switches" | "loses a link" };

export default scenario("multi-homed", {
  claim: "An edge with two uplinks is reachable again within 3 s when its default route moves to the other, and back.",
  cases: {
    switches: { far: nat.addressRestricted, path: "direct", how: "switches" },
    "to-the-relay": { far: nat.portRestricted, path: "relayed", how: "switches" },
    "loses-a-link": { far: nat.addressRestricted, path: "direct", how: "loses a link" },
  },
  net: ({ far }: Case) => multiHomed({ lte: nat.symmetric, far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob, homeA, lte }, { path, how }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "30s" });

    await (how === "switches" ? alice.switchTo(lte) : alice.linkDown());
    await check.recovery(alice, bob, { within: "3s" });
    await check.recovery(alice, bob, { path, within: "20s" });

    await (how === "switches" ? alice.switchTo(homeA) : alice.linkUp());
    await check.recovery(alice, bob, { within: "3s" });
    await check.recovery(alice, bob, { path: "direct", within: "20s" });
    await check.path(alice, bob, "direct", { within: "5s" });
  },
});
