import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import type { Nat } from "../harness/topology/nat/nat.ts";
import { presets } from "../harness/topology/nat/presets.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface Nat64Home {
  /** What NAT64 does in alice's home, and the NAT of bob's. */
  readonly natA: Nat;
  readonly natB: Nat;
  readonly link?: LinkSpec;
  readonly linkSn?: LinkSpec;
}

/**
 * alice and anna — homeA, whose LAN has IPv6 only — internet — homeB — bob, and a supernode, both with IPv4 only. Names
 * resolve: in homeA by DNS64.
 */
export function nat64Home({
  natA,
  natB,
  link = {},
  linkSn = {},
}: Nat64Home): Topology<"sn" | "alice" | "anna" | "bob", "homeA" | "homeB"> {
  const nodes = {
    sn: host({ link: linkSn }),
    homeA: router({ nat: natA, nat64: true, ipv6: "ipv6-home", link, lan: { alice: host(), anna: host() } }),
    homeB: router({ nat: natB, link, lan: { bob: host() } }),
  };
  return topology("nat64-home", nodes, { dns: true });
}

/** By hand, unless other NATs are named. */
export default nat64Home({
  natA: presets.home.nat,
  natB: presets.home.nat,
  link: { delay: "10ms" },
  linkSn: { delay: "5ms" },
});
