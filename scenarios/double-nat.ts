import { nat, scenario, type Nat } from "../harness/index.ts";
import { carrier } from "../topologies/carrier.ts";

const links = { link: { delay: "5ms" }, access: { delay: "10ms" }, linkSn: { delay: "5ms" } };

type Case = { inner: Nat; outer: Nat; far: Nat; path: "direct" | "relayed" };

const { fullCone, addressRestricted, portRestricted, symmetric } = nat;

export default scenario("double-nat", {
  claim:
    "Two NATs in a row are as strict as the stricter of the two, in mapping and in filtering; two NATs of a kind allow what one does.",
  cases: {
    "cone-in-cone": { inner: portRestricted, outer: portRestricted, far: portRestricted, path: "direct" },
    "cone-in-full-cone": { inner: addressRestricted, outer: fullCone, far: symmetric, path: "direct" },
    "symmetric-in-cone": { inner: symmetric, outer: portRestricted, far: addressRestricted, path: "direct" },
    "cone-in-symmetric": { inner: portRestricted, outer: symmetric, far: addressRestricted, path: "direct" },
    "cone-in-symmetric-relayed": { inner: fullCone, outer: symmetric, far: portRestricted, path: "relayed" },
  },
  net: ({ inner, outer, far }: Case) => carrier({ carrier: outer, homeA: inner, homeB: far, ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
    await check.loss(alice, bob, path);
    if (path === "direct") {
      await sn.cutOff();
      await check.path(alice, bob, "direct", { within: "5s" });
    }
  },
});
