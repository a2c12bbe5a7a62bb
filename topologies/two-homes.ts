import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import type { Nat } from "../harness/topology/nat/nat.ts";
import { presets } from "../harness/topology/nat/presets.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface TwoHomes {
  readonly natA: Nat;
  readonly natB: Nat;
  /** What is really built at home A or B; absent = as declared. */
  readonly builtA?: Nat;
  readonly builtB?: Nat;
  /** The access links: of each home's router, and of the supernode. */
  readonly linkA?: LinkSpec;
  readonly linkB?: LinkSpec;
  readonly linkSn?: LinkSpec;
  /** Whether names resolve. */
  readonly dns?: boolean;
  /** Home A gives out addresses by DHCP, for this long: "10s". */
  readonly leaseA?: string;
}

/** alice — homeA — internet — homeB — bob, with a supernode on the internet. */
export function twoHomes({
  natA,
  natB,
  builtA,
  builtB,
  linkA = {},
  linkB = {},
  linkSn = {},
  dns = false,
  leaseA,
}: TwoHomes): Topology<"sn" | "alice" | "bob", "homeA" | "homeB"> {
  const homes = {
    sn: host({ link: linkSn }),
    homeA: router({
      nat: natA,
      ...(builtA && { builtAs: builtA }),
      link: linkA,
      ...(leaseA !== undefined && { dhcp: { lease: leaseA } }),
      lan: { alice: host() },
    }),
    homeB: router({ nat: natB, ...(builtB && { builtAs: builtB }), link: linkB, lan: { bob: host() } }),
  };
  return topology("two-homes", homes, { dns });
}

/** By hand, unless other NATs are named. */
export default twoHomes({
  natA: presets.home.nat,
  natB: presets.home.nat,
  linkA: { delay: "10ms" },
  linkB: { delay: "10ms" },
  linkSn: { delay: "5ms" },
});
