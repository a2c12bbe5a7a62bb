import { nat, scenario } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

/** A full frame of an edge, 1386 bytes, does not fit into a packet of this line. */
type Case = { mtu: string; pathMtuDiscovery?: true };

export default scenario("small-mtu", {
  claim: "A line with an MTU of 1280 carries full frames, whether routers say that packets do not fit or swallow them.",
  cases: {
    reported: { mtu: "1280" },
    "black-hole": { mtu: "1280/black-hole" },
    "reported-discovering": { mtu: "1280", pathMtuDiscovery: true },
    "black-hole-discovering": { mtu: "1280/black-hole", pathMtuDiscovery: true },
  },
  net: ({ mtu }: Case) =>
    twoHomes({
      natA: nat.portRestricted,
      natB: nat.portRestricted,
      linkA: { delay: "5ms", mtu },
      linkB: { delay: "5ms" },
    }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, { pathMtuDiscovery = false }, check) {
    await sn.startHelper();
    const options = pathMtuDiscovery ? { n2n: { pathMtuDiscovery } } : {};
    await Promise.all([alice.startNode(options), bob.startNode(options)]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "20s" });
    // Until the edges have found out what does not fit, it is lost, and TCP waits ever longer.
    const floor = pathMtuDiscovery ? 0.5 : 2;
    await check.throughput(alice, bob, { within: "30s", floor });
    await check.throughput(bob, alice, { within: "30s", floor });
  },
});
