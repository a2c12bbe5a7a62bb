import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import type { Nat } from "../harness/topology/nat/nat.ts";
import { presets } from "../harness/topology/nat/presets.ts";
import type { PortMappingProtocol } from "../harness/topology/port-mapping.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface AskingHomes {
  readonly nat: Nat;
  /** How each home's router can be asked to forward a port; absent = it cannot. */
  readonly asksA?: readonly PortMappingProtocol[];
  readonly asksB?: readonly PortMappingProtocol[];
  readonly link?: LinkSpec;
  readonly linkSn?: LinkSpec;
}

/** alice — homeA — internet — homeB — bob, and a supernode. The homes differ only in how their routers map ports. */
export function askingHomes({
  nat,
  asksA,
  asksB,
  link = {},
  linkSn = {},
}: AskingHomes): Topology<"sn" | "alice" | "bob", "homeA" | "homeB"> {
  return topology("asking-homes", {
    sn: host({ link: linkSn }),
    homeA: router({ nat, link, ...(asksA && { portMapping: asksA }), lan: { alice: host() } }),
    homeB: router({ nat, link, ...(asksB && { portMapping: asksB }), lan: { bob: host() } }),
  });
}

/** By hand, unless other NATs are named. */
export default askingHomes({
  nat: presets.home.nat,
  asksA: ["pcp", "nat-pmp"],
  asksB: ["pcp", "nat-pmp"],
  link: { delay: "10ms" },
  linkSn: { delay: "5ms" },
});
