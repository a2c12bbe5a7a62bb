import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { far: Nat; path: "direct" | "relayed"; within: string };

export default scenario("supernode-by-name", {
  claim:
    "Edges find their supernode by name, and follow the name to another address: relayed pairs within 5 s, direct ones without a gap.",
  cases: {
    relayed: { far: nat.portRestricted, path: "relayed", within: "5s" },
    direct: { far: nat.addressRestricted, path: "direct", within: "1s" },
  },
  net: ({ far }: Case) => twoHomes({ natA: nat.symmetric, natB: far, ...links, dns: true }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path, within }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode({ byName: true }), bob.startNode({ byName: true })]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });

    await sn.readdress();
    await check.recovery(alice, bob, { within });
    await check.path(alice, bob, path, { within: "10s" });
  },
});
