import { scenario } from "../harness/index.ts";
import { ipv6Homes } from "../topologies/ipv6-homes.ts";

type Case = { alice?: "IPv6"; bob?: "IPv6"; path: "direct" | "relayed" };

const cases: Record<"ipv4" | "ipv6" | "mixed", Case> = {
  ipv4: { path: "relayed" },
  ipv6: { alice: "IPv6", bob: "IPv6", path: "direct" },
  mixed: { alice: "IPv6", path: "relayed" },
};

export default scenario("dual-stack", {
  claim:
    "In dual-stack homes with symmetric NATs the address family of the supernode decides: IPv6 is direct, IPv4 is relayed, and one supernode serves both families in one community.",
  cases,
  net: () => ipv6Homes("ipv6-home"),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path, ...underlay }, check) {
    const over = (family: "IPv6" | undefined) => (family === undefined ? {} : { underlay: family });
    await sn.startHelper();
    await Promise.all([alice.startNode(over(underlay.alice)), bob.startNode(over(underlay.bob))]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
    await check.path(bob, alice, path, { within: "10s" });
  },
});
