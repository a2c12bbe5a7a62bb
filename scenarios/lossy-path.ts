import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

/** Each home's line loses 5 % of the packets in each direction. */
const line = { delay: "10ms", loss: "5%" };
const links = { linkA: line, linkB: line, linkSn: { delay: "5ms" } };

type Case = { near: Nat; far: Nat };

export default scenario("lossy-path", {
  claim: "Losing one packet in twenty each way delays a direct path, but does not prevent it.",
  cases: {
    "port-restricted-vs-port-restricted": { near: nat.portRestricted, far: nat.portRestricted },
    "symmetric-vs-address-restricted": { near: nat.symmetric, far: nat.addressRestricted },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);

    await check.ping(alice, bob, { within: "15s" });
    await check.path(alice, bob, "direct", { within: "30s" });
    await check.latency(alice, bob, "direct");
    await check.loss(alice, bob, "direct", { samples: 100 });
    await sn.cutOff();
    await check.path(alice, bob, "direct", { within: "5s" });
  },
});
