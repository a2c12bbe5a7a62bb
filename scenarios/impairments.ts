import { nat, scenario } from "../harness/index.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const delay = "10ms";

type Case = { link: LinkSpec };

export default scenario("impairments", {
  claim:
    "Lines that lose in bursts, reorder, duplicate, corrupt or queue do so as asked, and a direct path holds over them.",
  cases: {
    bursts: { link: { delay, burstLoss: "5%/3" } },
    "gilbert-elliott": { link: { delay, burstLoss: "2%:25%:40%:99.5%" } },
    reordered: { link: { delay, reorder: "5%/20ms" } },
    duplicated: { link: { delay, duplicate: "3%" } },
    corrupted: { link: { delay, corrupt: "3%" } },
    asymmetric: { link: { up: { delay: "30ms", loss: "6%" }, down: { delay: "5ms", loss: "3%" } } },
    bufferbloat: { link: { delay, up: { rate: "1mbit", queue: "150ms" } } },
    everything: { link: { delay, burstLoss: "4%/2", reorder: "4%/20ms", duplicate: "4%", corrupt: "4%" } },
  },
  net: ({ link }: Case) =>
    twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted, linkA: link, linkSn: { delay: "5ms" } }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "15s" });
    await check.path(alice, bob, "direct", { within: "30s" });
    await check.links(alice, bob);
  },
});
