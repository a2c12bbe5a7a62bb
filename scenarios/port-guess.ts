import { nat, scenario } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

/** Only past her own router: packets that reached bob's might make it react. */
const ttl = 2;

type Case = { asked: boolean };

export default scenario("port-guess", {
  claim: "An edge that is asked to guess ports (-L) reaches one whose symmetric NAT gives out ports in order.",
  cases: { asked: { asked: true }, "not-asked": { asked: false } },
  net: () => twoHomes({ natA: nat.portRestricted, natB: { ...nat.symmetric, ports: "sequential" }, ...links }),
  between: ({ asked }: Case) => ({ a: "alice", b: "bob", path: asked ? "direct" : "relayed" }),

  async run({ sn, alice, bob }, { asked }, check) {
    await sn.startHelper();
    await bob.startNode();
    await alice.startNode(asked ? { n2n: { portGuess: ttl } } : {});
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, asked ? "direct" : "relayed", { within: "30s" });
  },
});
