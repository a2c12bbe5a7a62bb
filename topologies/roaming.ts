import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import { nat as kinds, type Nat } from "../harness/topology/nat/nat.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface Roaming {
  /** Of alice's home, of the café she goes to, and of bob's home. */
  readonly home?: Nat;
  readonly cafe?: Nat;
  readonly far?: Nat;
  readonly link?: LinkSpec;
  readonly linkSn?: LinkSpec;
}

/** alice — home or café — internet — homeB — bob, with a supernode on the internet. anna stays at home, carl at the café. */
export function roaming({
  home = kinds.portRestricted,
  cafe = kinds.portRestricted,
  far = kinds.portRestricted,
  link = {},
  linkSn = {},
}: Roaming = {}): Topology<"sn" | "alice" | "anna" | "carl" | "bob", "homeA" | "cafe" | "homeB"> {
  return topology("roaming", {
    sn: host({ link: linkSn }),
    homeA: router({ nat: home, link, lan: { alice: host({ roams: ["cafe"] }), anna: host() } }),
    cafe: router({ nat: cafe, link, lan: { carl: host() } }),
    homeB: router({ nat: far, link, lan: { bob: host() } }),
  });
}

/** By hand, unless other NATs are named. */
export default roaming({ link: { delay: "10ms" }, linkSn: { delay: "5ms" } });
