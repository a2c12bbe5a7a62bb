import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import { nat as kinds, type Nat } from "../harness/topology/nat/nat.ts";
import { presets } from "../harness/topology/nat/presets.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface MultiHomed {
  /** Of alice's home, of her mobile carrier, and of bob's home. */
  readonly home?: Nat;
  readonly lte?: Nat;
  readonly far?: Nat;
  /** The access links: of the homes, of the carrier, of the supernode. */
  readonly link?: LinkSpec;
  readonly linkLte?: LinkSpec;
  readonly linkSn?: LinkSpec;
}

/**
 * alice — homeA (Wi-Fi) and lte (a carrier's NAT) — internet — homeB — bob, with a supernode on the internet. alice is in both
 * networks at once. anna is at homeA, carl at lte.
 */
export function multiHomed({
  home = kinds.portRestricted,
  lte = kinds.symmetric,
  far = kinds.portRestricted,
  link = {},
  linkLte = {},
  linkSn = {},
}: MultiHomed = {}): Topology<"sn" | "alice" | "anna" | "carl" | "bob", "homeA" | "lte" | "homeB"> {
  return topology("multi-homed", {
    sn: host({ link: linkSn }),
    homeA: router({ nat: home, link, lan: { alice: host({ uplinks: ["lte"] }), anna: host() } }),
    lte: router({ nat: lte, link: linkLte, lan: { carl: host() } }),
    homeB: router({ nat: far, link, lan: { bob: host() } }),
  });
}

/** By hand, unless other NATs are named. */
export default multiHomed({
  home: presets.home.nat,
  lte: presets.symmetric.nat,
  far: presets.home.nat,
  link: { delay: "10ms" },
  linkLte: { delay: "30ms" },
  linkSn: { delay: "5ms" },
});
