import { nat, scenario, type Nat } from "../harness/index.ts";
import { nat64Home } from "../topologies/nat64-home.ts";

const links = { link: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { nat64: Nat; far: Nat; path: "direct" | "relayed"; byName: boolean };

export default scenario("nat64", {
  claim:
    "An edge in an IPv6-only home reaches an IPv4 supernode by name or address, and peers in IPv4 homes as if its NAT64 were a NAT of IPv4.",
  cases: {
    "port-restricted": { nat64: nat.portRestricted, far: nat.portRestricted, path: "direct", byName: true },
    symmetric: { nat64: nat.symmetric, far: nat.addressRestricted, path: "direct", byName: true },
    relayed: { nat64: nat.symmetric, far: nat.portRestricted, path: "relayed", byName: true },
    "by-address": { nat64: nat.symmetric, far: nat.fullCone, path: "direct", byName: false },
  },
  net: ({ nat64, far }: Case) => nat64Home({ natA: nat64, natB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path, byName }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode({ byName }), bob.startNode({ byName: true })]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
    await check.loss(alice, bob, path);
  },
});
