import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "15ms", jitter: "2ms" }, linkB: { delay: "5ms" }, linkSn: { delay: "5ms" } };

type Case = { near: Nat; far: Nat };

const { none, fullCone, addressRestricted, portRestricted } = nat;

export default scenario("cone-vs-cone", {
  claim: "Two edges behind NATs with endpoint-independent mapping always get a direct path, whatever their filtering.",
  cases: {
    "public-vs-port-restricted": { near: none, far: portRestricted },
    "full-cone-vs-full-cone": { near: fullCone, far: fullCone },
    "full-cone-vs-port-restricted": { near: fullCone, far: portRestricted },
    "address-restricted-vs-address-restricted": { near: addressRestricted, far: addressRestricted },
    "address-restricted-vs-port-restricted": { near: addressRestricted, far: portRestricted },
    "port-restricted-vs-port-restricted": { near: portRestricted, far: portRestricted },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);

    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, "direct", { within: "30s" });
    await check.latency(alice, bob, "direct");
    await check.loss(alice, bob, "direct");
    await sn.cutOff();
    await check.ping(alice, bob, { within: "5s" });
    await check.path(alice, bob, "direct", { within: "5s" });
  },
});
