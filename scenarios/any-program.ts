import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { near: Nat; far: Nat };

export default scenario("any-program", {
  claim: "Two programs, given with --node HOST=COMMAND or --sut, reach each other; their path is found, and kept.",
  cases: {
    public: { near: nat.none, far: nat.none },
    "port-restricted": { near: nat.portRestricted, far: nat.portRestricted },
    "symmetric-vs-full-cone": { near: nat.symmetric, far: nat.fullCone },
    symmetric: { near: nat.symmetric, far: nat.symmetric },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "either" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "30s" });
    const path = await check.found(alice, bob, { within: "30s" });
    await check.latency(alice, bob, path);
    await check.loss(alice, bob, path);
  },
});
