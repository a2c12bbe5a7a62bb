import { nat, scenario, type Nat } from "../harness/index.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { near: Nat; far: Nat; path: "direct" | "relayed"; becomes: LinkSpec | "unplugged" };

const cones = { near: nat.portRestricted, far: nat.portRestricted, path: "direct" } as const;
const relayed = { near: nat.symmetric, far: nat.symmetric, path: "relayed" } as const;

export default scenario("link-change", {
  claim:
    "A line that becomes slower or lossy keeps its path; after one was dead for five seconds, pings are back within 3 s.",
  cases: {
    unplugged: { ...cones, becomes: "unplugged" },
    "unplugged-relayed": { ...relayed, becomes: "unplugged" },
    slower: { ...cones, becomes: { delay: "60ms" } },
    "slower-relayed": { ...relayed, becomes: { delay: "60ms" } },
    lossy: { ...cones, becomes: { delay: "10ms", loss: "10%" } },
  },
  net: ({ near, far }: Case) => twoHomes({ natA: near, natB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob, homeA }, { path, becomes }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });

    if (becomes === "unplugged") {
      await homeA.linkDown();
      await check.quiet("5s");
      await homeA.linkUp();
      await check.recovery(alice, bob, { within: "3s" });
      await check.recovery(alice, bob, { path, within: "20s" });
    } else {
      await homeA.setLink(becomes);
      await check.path(alice, bob, path, { within: "5s" });
      await check.latency(alice, bob, path);
      await check.loss(alice, bob, path);
    }
  },
});
