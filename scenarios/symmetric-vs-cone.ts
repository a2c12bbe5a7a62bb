import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

/** 10 ms each way to every home, 5 ms to the supernode: 40 ms there and back directly, 60 ms through the supernode. */
const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { far: Nat; path: "direct" | "relayed" };

export default scenario("symmetric-vs-cone", {
  claim: "Behind a symmetric NAT an edge still gets a direct path to any peer that filters by address or less.",
  cases: {
    public: { far: nat.none, path: "direct" },
    "full-cone": { far: nat.fullCone, path: "direct" },
    "address-restricted": { far: nat.addressRestricted, path: "direct" },
    "port-restricted": { far: nat.portRestricted, path: "relayed" },
    symmetric: { far: nat.symmetric, path: "relayed" },
  },
  net: ({ far }: Case) => twoHomes({ natA: nat.symmetric, natB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);

    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
    await check.latency(alice, bob, path);
    await check.loss(alice, bob, path);
    if (path === "direct") {
      await sn.cutOff();
      await check.ping(alice, bob, { within: "5s" });
      await check.path(alice, bob, "direct", { within: "5s" });
    }
  },
});
