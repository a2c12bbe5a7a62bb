import { translatePrefix } from "../../topology/nat/npt.ts";
import type { NatPlace } from "./place.ts";
import { baseChain, type Line } from "./text.ts";

/** The /64 of a LAN and the one that the internet sees; four words each, without "::". */
export interface Prefixes {
  readonly inside: string;
  readonly outside?: string;
}

/**
 * RFC 6296 §3.5 without arithmetic, which nft lacks: the adjusted word is the first of the interface identifier, so that
 * for hosts that have zero there, as ours do, translation only replaces a fixed prefix of 80 bits. The kernel updates the
 * UDP and TCP checksums as it writes, and they do not change. Stateless, so without conntrack; before the firewall on
 * the way in and after it on the way out, so that its holes are inside endpoints.
 */
export function prefixTranslation({ inside, outside }: Required<Prefixes>, at: NatPlace): readonly Line[] {
  const shown = translatePrefix(`${inside}::`, `${inside}::`, `${outside}::`);
  const set = (field: string, to: string) => `ip6 ${field} set ip6 ${field} & ::ffff:ffff:ffff | ${to}`;
  return [
    ...baseChain("pre_prefix", "filter hook prerouting priority raw - 10", [
      `iifname "${at.wan}" ip6 daddr ${shown}/80 ${set("daddr", `${inside}::`)}`,
    ]),
    ...baseChain("post_prefix", "filter hook postrouting priority srcnat", [
      `oifname "${at.wan}" ip6 saddr ${inside}::/80 ${set("saddr", shown)}`,
    ]),
  ];
}
