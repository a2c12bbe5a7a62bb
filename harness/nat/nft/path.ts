import type { Translation } from "../../topology/nat/nat.ts";
import { protocols, type Protocol } from "./keys.ts";
import { refusedMark } from "./forwarding.ts";
import { externalsOf, type NatPlace } from "./place.ts";
import { baseChain, oneOf, type Line } from "./text.ts";

/**
 * The path of a packet through the router, in the order of the kernel's hooks. Conntrack translates; the chains of
 * `policy.ts` decide into what.
 */
export function path(nat: Translation, at: NatPlace): readonly Line[] {
  const wan = `"${at.wan}"`;
  const lan = `"${at.lan}"`;
  const external = oneOf(externalsOf(at));
  const pools = nat.pooling !== undefined;
  const hairpins = nat.hairpin !== "none";
  // A source that is not translated on the way back in needs neither translation nor refresh there.
  const translatesTurned = nat.hairpin === "external-source";
  const turned = `iifname ${lan} oifname ${lan}`;
  const to = (p: Protocol) => `snat ip to ${pools ? "ip saddr" : at.external}:${p} sport`;
  const each = (rule: (protocol: Protocol) => Line, when = true): readonly Line[] => (when ? protocols.map(rule) : []);
  return [
    // Before conntrack, so that a refused packet leaves no state: its flow would hold the reply tuple that our own later
    // packet to the same peer needs, and conntrack would give that one another port.
    ...baseChain("pre_raw", "filter hook prerouting priority raw", [
      zone(at),
      ...each((p) => `iifname ${wan} ip daddr ${external} meta l4proto ${p} jump ${p}_inbound`),
    ]),
    // The router's own sockets must be in the zone too, or answers to them would belong to no flow.
    ...baseChain("out_raw", "filter hook output priority raw", [zone(at)]),
    ...baseChain("pre_timeout", "filter hook prerouting priority mangle", [
      flowsEnd,
      `iifname ${wan} ct state new meta l4proto udp ct timeout set "flow_udp_in"`,
    ]),
    ...baseChain("pre_nat", "nat hook prerouting priority dstnat", [
      ...(at.forwards ? [`meta mark ${refusedMark} accept`] : []),
      ...each(
        (p) =>
          `iifname { ${hairpins ? `${wan}, ${lan}` : wan} } ip daddr ${external} dnat ip to ${pools ? "ip daddr . " : ""}${p} dport map @${p}_in`,
      ),
    ]),
    ...baseChain("post_alloc", "filter hook postrouting priority srcnat - 1", [
      `oifname ${wan} ip saddr ${external} accept`,
      ...each((p) => `oifname ${wan} ct state new ct direction original meta l4proto ${p} jump ${p}_map`),
      ...each(
        (p) =>
          `${turned} ${translatesTurned ? "ct state new " : ""}ct direction original ct original ip daddr ${external} meta l4proto ${p} jump ${p}_hairpin`,
        hairpins,
      ),
    ]),
    ...baseChain("post_nat", "nat hook postrouting priority srcnat", [
      ...each((p) => `oifname ${wan} meta l4proto ${p} ${to(p)}`),
      `oifname ${wan} snat ip to ${at.external}`,
      ...each((p) => `${turned} ct original ip daddr ${external} meta l4proto ${p} ${to(p)}`, translatesTurned),
    ]),
    ...baseChain("post_learn", "filter hook postrouting priority srcnat + 1", [
      ...each((p) => `oifname ${wan} meta l4proto ${p} jump ${p}_refresh`),
      ...each((p) => `${turned} meta l4proto ${p} jump ${p}_refresh`, translatesTurned),
      ...each(
        (p) => `iifname ${wan} oifname != ${wan} meta l4proto ${p} jump ${p}_refresh_in`,
        nat.refresh !== "outbound",
      ),
    ]),
  ];
}

/** Every flow of a ruleset is in its own zone. */
export const zone = (at: NatPlace): Line => `ct zone set ${at.zone}`;

/** Conntrack only translates; how long a binding lives is in the maps. */
export const flowsEnd: Line = `ct state new meta l4proto udp ct timeout set "flow_udp"`;
