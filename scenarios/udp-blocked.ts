import { presets, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { near: Nat };

export default scenario("udp-blocked", {
  claim:
    "While UDP is blocked there is no path over UDP, not even a relayed one; once it is allowed, there is a direct one.",
  cases: {
    silently: { near: presets["udp-blocked"].nat },
    "with-icmp": { near: presets.corporate.nat },
    "only-name-and-time-service": { near: presets["dns-only"].nat },
  },
  net: ({ near }: Case) => twoHomes({ natA: near, natB: presets.home.nat, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "none" }),

  async run({ sn, alice, bob, homeA }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await Promise.all([
      check.path(alice, bob, "none", { within: "10s" }),
      check.path(bob, alice, "none", { within: "10s" }),
    ]);

    // Nothing else blocked it.
    await homeA.become(presets.home.nat);
    await check.recovery(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "30s" });
  },
});
