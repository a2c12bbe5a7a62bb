import { scenario, type Preset6Name } from "../harness/index.ts";
import { ipv6Homes } from "../topologies/ipv6-homes.ts";

type Case = { near: Preset6Name; far: Preset6Name };

export default scenario("ipv6-firewall", {
  claim:
    "Over IPv6 two edges behind stateful firewalls find a direct path by punching, and keep it without the supernode.",
  cases: {
    "ipv6-home": { near: "ipv6-home", far: "ipv6-home" },
    nptv6: { near: "nptv6", far: "ipv6-home" },
    nat66: { near: "nat66", far: "ipv6-home" },
  },
  net: ({ near, far }: Case) => ipv6Homes(near, far),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode({ underlay: "IPv6" }), bob.startNode({ underlay: "IPv6" })]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "30s" });
    await check.path(bob, alice, "direct", { within: "10s" });
    await sn.cutOff();
    await check.path(alice, bob, "direct", { within: "5s" });
  },
});
