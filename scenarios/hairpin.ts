import { nat, scenario, type Nat } from "../harness/index.ts";
import { twoRooms } from "../topologies/two-rooms.ts";

const links = { link: { delay: "20ms" }, linkSn: { delay: "5ms" } };

const external = { ...nat.portRestricted, hairpin: "external-source" } as const;
const internal = { ...nat.portRestricted, hairpin: "internal-source" } as const;
const open = { ...nat.fullCone, hairpin: "external-source" } as const;

type Case = { house: Nat; path: "direct" | "relayed" };

export default scenario("hairpin", {
  claim:
    "Two edges behind one NAT that know only its address get a direct path if it hairpins, and are relayed if not.",
  cases: {
    "external-source": { house: external, path: "direct" },
    "internal-source": { house: internal, path: "direct" },
    "full-cone": { house: open, path: "direct" },
    none: { house: nat.portRestricted, path: "relayed" },
  },
  net: ({ house }: Case) => twoRooms({ nat: house, ...links }),
  between: ({ path }) => ({ a: "alice", b: "anna", path }),

  async run({ sn, alice, anna }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), anna.startNode()]);
    await check.ping(alice, anna, { within: "10s" });
    await check.path(alice, anna, path, { within: "30s" });
    await check.loss(alice, anna, path);
    if (path === "direct") {
      await sn.cutOff();
      await check.path(alice, anna, "direct", { within: "5s" });
    }
  },
});
