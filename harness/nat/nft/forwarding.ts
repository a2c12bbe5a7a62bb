import type { NatPlace } from "./place.ts";
import { baseChain, chain, type Line } from "./text.ts";

/** The table and chains that a port mapping program fills with a rule for each requested port. */
export const forwarding = {
  table: "upnp",
  forward: "asked_forward",
  redirect: "asked_redirect",
  source: "asked_source",
} as const;

/** Set on packets that the NAT refuses, instead of dropping them: they pass only if their port is forwarded. */
export const refusedMark = "0x1";

/**
 * A separate table. A packet to a forwarded port gets its inside destination before the NAT sees it; one that the NAT
 * refused and no rule forwards is dropped after routing, before conntrack keeps state of it.
 */
export function forwardingTable({ wan }: Pick<NatPlace, "wan">): string {
  const table = `table inet ${forwarding.table}`;
  const refused = `meta mark ${refusedMark} counter drop`;
  const body: readonly Line[] = [
    ...chain(forwarding.forward, []),
    ...chain(forwarding.redirect, []),
    ...chain(forwarding.source, []),
    ...baseChain("pre_forwarded", "nat hook prerouting priority dstnat - 5", [
      `iifname "${wan}" jump ${forwarding.redirect}`,
    ]),
    ...baseChain("post_forwarded", "nat hook postrouting priority srcnat - 5", [`jump ${forwarding.source}`]),
    ...baseChain("through", "filter hook forward priority filter", [`jump ${forwarding.forward}`, refused]),
    ...baseChain("to_router", "filter hook input priority filter", [refused]),
  ];
  return [table, `delete ${table}`, `${table} {`, ...body, "}", ""].join("\n");
}
