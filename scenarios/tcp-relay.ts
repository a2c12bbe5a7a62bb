import { presets, scenario, type Nat } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { far: Nat; both: boolean };

export default scenario("tcp-relay", {
  claim: "Where UDP is blocked, an edge on TCP is relayed by the supernode, to edges on TCP and on UDP.",
  cases: {
    "to-tcp": { far: presets["udp-blocked"].nat, both: true },
    "to-udp": { far: presets.home.nat, both: false },
  },
  net: ({ far }: Case) => twoHomes({ natA: presets["udp-blocked"].nat, natB: far, ...links }),
  between: () => ({ a: "alice", b: "bob", path: "relayed" }),

  async run({ sn, alice, bob }, { both }, check) {
    await sn.startHelper();
    await Promise.all([
      alice.startNode({ n2n: { tcp: true } }),
      bob.startNode(both ? { n2n: { tcp: true } } : { peerToPeer: false }),
    ]);
    await check.ping(alice, bob, { within: "20s" });
    await check.path(alice, bob, "relayed", { within: "30s" });
    await check.throughput(alice, bob, { within: "30s" });
  },
});
