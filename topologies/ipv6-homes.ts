import { host, router, topology } from "../harness/topology/builders.ts";
import type { Preset6Name } from "../harness/topology/nat/presets-ipv6.ts";
import type { Nat } from "../harness/topology/nat/nat.ts";

type Ipv6 = Nat | Preset6Name;

/** Two dual-stack homes, one host each, and a dual-stack supernode on the internet. IPv4 is behind symmetric NATs. */
export const ipv6Homes = (ipv6A: Ipv6, ipv6B: Ipv6 = ipv6A) =>
  topology("ipv6-homes", {
    sn: host({ ipv6: true, link: { delay: "5ms" } }),
    homeA: router({ nat: "symmetric", ipv6: ipv6A, link: { delay: "10ms" }, lan: { alice: host() } }),
    homeB: router({ nat: "symmetric", ipv6: ipv6B, link: { delay: "10ms" }, lan: { bob: host() } }),
  });

/** Two hosts per home, to measure what each home does with IPv6. */
export const ipv6Lans = (ipv6: Ipv6) =>
  topology("ipv6-lans", {
    home: router({ nat: "port-restricted", ipv6, lan: { alice: host(), bob: host() } }),
  });

/** By hand, unless other NATs are named. */
export default ipv6Homes("ipv6-home");
