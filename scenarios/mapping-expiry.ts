import { duration, nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

/** Edges prove a direct path every 4 s while it is used. Expired mappings come back on other ports. */
const lifetime = (idle: string): Nat => ({ ...nat.portRestricted, ports: "random", idle: duration(idle) });

type Case = { near: Nat; quiet: string; kept: boolean };

export default scenario("mapping-expiry", {
  claim:
    "Keep-alives preserve mappings that live longer than 4 s, without a lost ping; after shorter-lived ones expire, pings are back within 3 s.",
  cases: {
    "lives-6s": { near: lifetime("6s"), quiet: "15s", kept: true },
    "lives-30s": { near: lifetime("30s"), quiet: "40s", kept: true },
    "lives-2s": { near: lifetime("2s"), quiet: "9s", kept: false },
  },
  net: ({ near }: Case) => twoHomes({ natA: near, natB: nat.portRestricted, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, { quiet, kept }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "30s" });

    await check.quiet(quiet);
    if (kept) await check.loss(alice, bob, "direct");
    else await check.ping(alice, bob, { within: "3s" });
    await check.path(alice, bob, "direct", { within: "20s" });
  },
});
