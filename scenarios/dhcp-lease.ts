import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { far: Nat; path: "direct" | "relayed" };

export default scenario("dhcp-lease", {
  claim:
    "An edge keeps its path while its lease is renewed, and is reachable again within 3 s when it gets another address.",
  cases: {
    direct: { far: nat.addressRestricted, path: "direct" },
    relayed: { far: nat.portRestricted, path: "relayed" },
  },
  net: ({ far }: Case) => twoHomes({ natA: nat.symmetric, natB: far, ...links, leaseA: "4s" }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
    await check.loss(alice, bob, path);

    await alice.readdress();
    await check.recovery(alice, bob, { within: "3s" });
    await check.recovery(alice, bob, { path, within: "20s" });
    await check.path(alice, bob, path, { within: "5s" });
  },
});
