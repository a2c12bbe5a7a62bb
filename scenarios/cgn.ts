import { nat, presets, scenario, type Nat } from "../harness/index.ts";
import { carrier } from "../topologies/carrier.ts";

const links = { link: { delay: "20ms" }, access: { delay: "5ms" }, linkSn: { delay: "5ms" } };

type Case = { isp: Nat; home: Nat; path: "direct" | "relayed" };

const turning = { ...nat.portRestricted, hairpin: "external-source" } as const;

/** RFC 6888 REQ-2: each subscriber has one of the carrier's addresses. */
const pooling: Nat = {
  ...nat.fullCone,
  ports: "random",
  hairpin: "external-source",
  pooling: { addresses: 2, kind: "paired" },
};

export default scenario("cgn", {
  claim: "Two subscribers of one carrier get a direct path if its NAT hairpins, and are relayed if not.",
  cases: {
    hairpin: { isp: turning, home: nat.portRestricted, path: "direct" },
    "hairpin-both": { isp: turning, home: turning, path: "direct" },
    "two-addresses": { isp: pooling, home: presets.home.nat, path: "direct" },
    "as-carriers-do": { isp: presets.cgnat.nat, home: presets.home.nat, path: "direct" },
    "no-hairpin": { isp: nat.portRestricted, home: nat.portRestricted, path: "relayed" },
  },
  net: ({ isp, home }: Case) => carrier({ carrier: isp, homeA: home, homeC: home, ...links }),
  between: ({ path }) => ({ a: "alice", b: "anna", path }),

  async run({ sn, alice, anna, bob }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), anna.startNode(), bob.startNode()]);
    await check.ping(alice, anna, { within: "10s" });
    await check.path(alice, anna, path, { within: "30s" });
    await check.path(alice, bob, "direct", { within: "30s" });
    await check.path(anna, bob, "direct", { within: "30s" });
    if (path === "direct") {
      await sn.cutOff();
      await check.path(alice, anna, "direct", { within: "5s" });
    }
  },
});
