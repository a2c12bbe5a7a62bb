import type { Translation } from "../../topology/nat/nat.ts";
import { flowsEnd, zone } from "./path.ts";
import type { NatPlace } from "./place.ts";
import { baseChain, flowTimeout, type Line } from "./text.ts";

/**
 * Linux's own masquerade, as in most home routers: the kernel picks the ports, and shares them. Idle times are conntrack's,
 * in whole seconds, and packets of both directions refresh them.
 */
export function masquerade(nat: Translation, at: NatPlace): readonly Line[] {
  const guard = [`iifname "${at.wan}" ct state new meta l4proto { udp, tcp } counter drop`];
  return [
    flowTimeout("flow_udp", nat.idle, at.family),
    ...baseChain("pre_raw", "filter hook prerouting priority raw", [zone(at)]),
    ...baseChain("out_raw", "filter hook output priority raw", [zone(at)]),
    ...baseChain("pre_timeout", "filter hook prerouting priority mangle", [flowsEnd]),
    ...(nat.overloading === "guarded" ? baseChain("guard", "filter hook input priority filter", guard) : []),
    ...baseChain("post_nat", "nat hook postrouting priority srcnat", [`oifname "${at.wan}" masquerade`]),
  ];
}
