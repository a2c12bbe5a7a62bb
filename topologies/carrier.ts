import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import { nat as kinds, type Nat } from "../harness/topology/nat/nat.ts";
import { presets } from "../harness/topology/nat/presets.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface Carrier {
  /** The carrier's NAT, those of its two subscribers, and that of bob, who has another carrier. */
  readonly carrier: Nat;
  readonly homeA?: Nat;
  readonly homeC?: Nat;
  readonly homeB?: Nat;
  /** The access links: of the carrier's NAT, of each home, of the supernode. */
  readonly link?: LinkSpec;
  readonly access?: LinkSpec;
  readonly linkSn?: LinkSpec;
}

/** alice — homeA — carrier — internet; anna — homeC — the same carrier; bob — homeB — internet; and a supernode. */
export function carrier({
  carrier: nat,
  homeA = kinds.portRestricted,
  homeC = kinds.portRestricted,
  homeB = kinds.portRestricted,
  link = {},
  access = {},
  linkSn = {},
}: Carrier): Topology<"sn" | "alice" | "anna" | "bob", "isp" | "homeA" | "homeC" | "homeB"> {
  return topology("carrier", {
    sn: host({ link: linkSn }),
    isp: router({
      nat,
      link,
      lan: {
        homeA: router({ nat: homeA, link: access, lan: { alice: host() } }),
        homeC: router({ nat: homeC, link: access, lan: { anna: host() } }),
      },
    }),
    homeB: router({ nat: homeB, link: access, lan: { bob: host() } }),
  });
}

/** By hand, unless other NATs are named. */
export default carrier({
  carrier: presets.symmetric.nat,
  link: { delay: "10ms" },
  access: { delay: "5ms" },
  linkSn: { delay: "5ms" },
});
