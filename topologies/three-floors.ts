import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import type { Nat } from "../harness/topology/nat/nat.ts";
import { presets } from "../harness/topology/nat/presets.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface ThreeFloors {
  /** alice's NATs: her own, the building's, the carrier's. */
  readonly homeA: Nat;
  readonly building: Nat;
  readonly carrier: Nat;
  readonly homeB: Nat;
  /** The carrier's access link, that of homeB, that of the supernode. */
  readonly link?: LinkSpec;
}

/** alice — homeA — building — isp — internet; bob — homeB — internet; and a supernode. */
export function threeFloors({
  link = {},
  ...nats
}: ThreeFloors): Topology<"sn" | "alice" | "bob", "isp" | "building" | "homeA" | "homeB"> {
  return topology("three-floors", {
    sn: host({ link }),
    isp: router({
      nat: nats.carrier,
      link,
      lan: {
        building: router({
          nat: nats.building,
          lan: { homeA: router({ nat: nats.homeA, lan: { alice: host() } }) },
        }),
      },
    }),
    homeB: router({ nat: nats.homeB, link, lan: { bob: host() } }),
  });
}

/** By hand, unless other NATs are named. */
export default threeFloors({
  homeA: presets.home.nat,
  building: presets.home.nat,
  carrier: presets.symmetric.nat,
  homeB: presets.home.nat,
  link: { delay: "10ms" },
});
