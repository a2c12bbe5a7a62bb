import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import { nat as kinds, type Nat } from "../harness/topology/nat/nat.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface SharedHome {
  /** Of the home that two share, and of bob's. */
  readonly nat?: Nat;
  readonly far?: Nat;
  readonly link?: LinkSpec;
  readonly linkSn?: LinkSpec;
}

/** alice and anna on one LAN behind one router, bob behind another, with a supernode on the internet. */
export function sharedHome({
  nat = kinds.portRestricted,
  far = kinds.portRestricted,
  link = {},
  linkSn = {},
}: SharedHome = {}): Topology<"sn" | "alice" | "anna" | "bob", "home" | "homeB"> {
  return topology("shared-home", {
    sn: host({ link: linkSn }),
    home: router({ nat, link, lan: { alice: host(), anna: host() } }),
    homeB: router({ nat: far, link, lan: { bob: host() } }),
  });
}

/** By hand, unless other NATs are named. */
export default sharedHome({ link: { delay: "10ms" }, linkSn: { delay: "5ms" } });
