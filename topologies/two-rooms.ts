import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import { nat as kinds, type Nat } from "../harness/topology/nat/nat.ts";
import { presets } from "../harness/topology/nat/presets.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface TwoRooms {
  readonly nat: Nat;
  /** Of the house's router, and of the supernode. */
  readonly link?: LinkSpec;
  readonly linkSn?: LinkSpec;
}

/**
 * alice and anna in two LANs of one house, so that local discovery does not reach from one to the other, behind one NAT; hal is
 * directly behind the router. With a supernode on the internet.
 */
export function twoRooms({
  nat,
  link = {},
  linkSn = {},
}: TwoRooms): Topology<"sn" | "hal" | "alice" | "anna", "house" | "left" | "right"> {
  return topology("two-rooms", {
    sn: host({ link: linkSn }),
    house: router({
      nat,
      link,
      lan: {
        hal: host(),
        left: router({ nat: kinds.none, lan: { alice: host() } }),
        right: router({ nat: kinds.none, lan: { anna: host() } }),
      },
    }),
  });
}

/** By hand, unless other NATs are named. */
export default twoRooms({ nat: presets.home.nat, link: { delay: "10ms" }, linkSn: { delay: "5ms" } });
