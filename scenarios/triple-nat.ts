import { nat, scenario, type Nat } from "../harness/index.ts";
import { threeFloors } from "../topologies/three-floors.ts";

type Case = { homeA: Nat; building: Nat; carrier: Nat; far: Nat; path: "direct" | "relayed" };

const { fullCone, addressRestricted, portRestricted, symmetric } = nat;

export default scenario("triple-nat", {
  claim: "Three NATs in a row are as strict as the strictest of them, in mapping and in filtering, wherever it is.",
  cases: {
    cones: { homeA: portRestricted, building: fullCone, carrier: portRestricted, far: portRestricted, path: "direct" },
    "symmetric-inside": {
      homeA: symmetric,
      building: fullCone,
      carrier: fullCone,
      far: addressRestricted,
      path: "direct",
    },
    "symmetric-between": {
      homeA: fullCone,
      building: symmetric,
      carrier: fullCone,
      far: portRestricted,
      path: "relayed",
    },
    "symmetric-outside": {
      homeA: portRestricted,
      building: fullCone,
      carrier: symmetric,
      far: symmetric,
      path: "relayed",
    },
  },
  net: ({ homeA, building, carrier, far }: Case) =>
    threeFloors({ homeA, building, carrier, homeB: far, link: { delay: "5ms" } }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
    await check.loss(alice, bob, path);
  },
});
