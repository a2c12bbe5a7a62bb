import { host, topology } from "../harness/topology/builders.ts";
import type { LinkSpec } from "../harness/topology/link-spec.ts";
import type { Topology } from "../harness/topology/topology.ts";

/** alice, bob and the supernode on the internet, with no NAT anywhere. */
export function flat({ link = {} }: { readonly link?: LinkSpec } = {}): Topology<"sn" | "alice" | "bob"> {
  return topology("flat", { sn: host({ link }), alice: host({ link }), bob: host({ link }) });
}

/** By hand, unless other NATs are named. */
export default flat({ link: { delay: "10ms" } });
