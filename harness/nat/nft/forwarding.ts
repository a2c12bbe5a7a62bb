import type { NatPlace } from "./place.ts";
import { baseChain, chain, type Line } from "./text.ts";

/** The table, and the chains in it, that a port mapping program fills with a rule for each port that it was asked for. */
export const forwarding = {
  table: "upnp",
  forward: "asked_forward",
  redirect: "asked_redirect",
  source: "asked_source",
} as const;

/** Set on packets that the NAT refuses, in place of the refusal: only a forwarded port saves them. */
export const refusedMark = "0x1";

/**
 * Its own table beside the NAT's. A packet to a forwarded port gets its inside destination before the NAT looks; one
 * that the NAT refused and nobody forwarded is dropped where packets part, before conntrack keeps a state of it.
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
