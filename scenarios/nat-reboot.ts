import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

const randomPorts = { ...nat.portRestricted, ports: "random" } as const;

type Case = { near: Nat; far: Nat; dark: string; path: "direct" | "relayed" };

export default scenario("nat-reboot", {
  claim:
    "When a home's router comes back from a reboot, pings are back within 3 s, and soon take the same path as before.",
  cases: {
    "one-second": { near: nat.portRestricted, far: nat.portRestricted, dark: "1s", path: "direct" },
    "other-port": { near: randomPorts, far: nat.portRestricted, dark: "1s", path: "direct" },
    "ten-seconds": { near: randomPorts, far: nat.addressRestricted, dark: "10s", path: "direct" },
    relayed: { near: nat.symmetric, far: nat.portRestricted, dark: "3s", path: "relayed" },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob, homeA }, { dark, path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });

    await homeA.reboot({ dark });
    await check.recovery(alice, bob, { within: "3s" });
    await check.recovery(alice, bob, { path, within: "20s" });
  },
});
