import { host, router, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import { nat as kinds, type Nat } from "../harness/topology/nat/nat.ts";
import type { Topology } from "../harness/topology/topology.ts";

export interface SameLan {
  readonly nat?: Nat;
  /** The access links: of the home's router, and of the supernode. */
  readonly link?: LinkSpec;
  readonly linkSn?: LinkSpec;
}

/** alice and bob on one LAN behind one router, with a supernode on the internet. */
export function sameLan({ nat = kinds.portRestricted, link = {}, linkSn = {} }: SameLan = {}): Topology<
  "sn" | "alice" | "bob",
  "home"
> {
  return topology("same-lan", {
    sn: host({ link: linkSn }),
    home: router({ nat, link, lan: { alice: host(), bob: host() } }),
  });
}

/** By hand, unless other NATs are named. */
export default sameLan({ link: { delay: "10ms" }, linkSn: { delay: "5ms" } });
