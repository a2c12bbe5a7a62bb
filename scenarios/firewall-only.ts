import { nat, presets, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

const firewall = presets.firewall.nat;

type Case = { far: Nat; path: "direct" | "relayed" };

export default scenario("firewall-only", {
  claim: "For a direct path, a stateful firewall without translation is like a port-restricted NAT.",
  cases: {
    public: { far: nat.none, path: "direct" },
    firewall: { far: firewall, path: "direct" },
    "port-restricted": { far: nat.portRestricted, path: "direct" },
    "address-restricted": { far: nat.addressRestricted, path: "direct" },
    symmetric: { far: nat.symmetric, path: "relayed" },
  },
  net: ({ far }: Case) => twoHomes({ natA: firewall, natB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
    await check.loss(alice, bob, path);
    if (path === "direct") {
      await sn.cutOff();
      await check.path(alice, bob, "direct", { within: "5s" });
    }
  },
});
