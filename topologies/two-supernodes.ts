import { host, router, topology } from "../harness/topology/builders.ts";
import type { Nat } from "../harness/topology/nat/nat.ts";
import { presets } from "../harness/topology/nat/presets.ts";
import type { Topology } from "../harness/topology/topology.ts";

/** Like two-homes, with a second supernode. */
export function twoSupernodes({
  natA,
  natB,
}: {
  readonly natA: Nat;
  readonly natB: Nat;
}): Topology<"sn" | "other" | "alice" | "bob"> {
  return topology("two-supernodes", {
    sn: host(),
    other: host(),
    homeA: router({ nat: natA, lan: { alice: host() } }),
    homeB: router({ nat: natB, lan: { bob: host() } }),
  });
}

/** By hand, unless other NATs are named. */
export default twoSupernodes({ natA: presets.home.nat, natB: presets.home.nat });
