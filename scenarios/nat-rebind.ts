import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

/** Forgotten mappings come back on other ports. */
const randomPorts = { ...nat.portRestricted, ports: "random" } as const;

type Case = { near: Nat; far: Nat; path: "direct" | "relayed" };

export default scenario("nat-rebind", {
  claim: "When a NAT forgets its mappings, pings flow again within 3 s, and soon by the same kind of path as before.",
  cases: {
    "same-port": { near: nat.portRestricted, far: nat.portRestricted, path: "direct" },
    "other-port-full-cone": { near: { ...nat.fullCone, ports: "random" }, far: nat.portRestricted, path: "direct" },
    "other-port-port-restricted": { near: randomPorts, far: randomPorts, path: "direct" },
    "symmetric-vs-address-restricted": { near: nat.symmetric, far: nat.addressRestricted, path: "direct" },
    relayed: { near: nat.symmetric, far: nat.symmetric, path: "relayed" },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob, homeA }, { path }, check) {
    await sn.startSupernode();
    await Promise.all([alice.startEdge(), bob.startEdge()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });

    await homeA.flush();
    await check.recovery(alice, bob, { within: "3s" });
    await check.recovery(alice, bob, { path, within: "20s" });
  },
});
