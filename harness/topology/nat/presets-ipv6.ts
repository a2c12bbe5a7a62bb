import { seconds } from "../../../src/base/instant.ts";
import type { Preset } from "./presets.ts";
import { nat, type Firewall, type Nat } from "./nat.ts";

/** RFC 6092 REC-14: a UDP state record lives for two minutes at least. The filter is Linux's connection tracker. */
const simpleSecurity: Firewall = { filtering: "address-and-port-dependent", idle: seconds(120), refresh: "both" };

/** What a router does with IPv6, by the name that builders and topology files take. */
export const presets6 = {
  "ipv6-public": {
    nat: nat.none,
    imitates: "a router that forwards all IPv6",
    source: "RFC 6092 REC-49, transparent mode",
  },
  "ipv6-home": {
    nat: { translates: false, firewall: simpleSecurity },
    imitates: "a home router: global addresses inside, unsolicited packets are dropped",
    source: "RFC 6092 REC-14, REC-16; the filter is that of Linux's `ct state`, stricter than REC-17 recommends",
  },
  "ipv6-home-transparent": {
    nat: { translates: false, firewall: { filtering: "endpoint-independent", idle: seconds(300), refresh: "both" } },
    imitates: "a home router with the application-friendly filter that RFC 6092 recommends",
    source: "RFC 6092 REC-17, endpoint-independent filtering by default; REC-14, five minutes by default",
  },
  nat66: {
    nat: { ...nat.portRestricted, idle: seconds(120), overloading: "guarded" },
    imitates: "a router that shares one IPv6 address: Linux's masquerade for IPv6",
    source: "nft(8), masquerade in the family ip6; RFC 5902 on why one should not",
  },
  nptv6: {
    nat: { translates: false, prefix: "rfc6296", firewall: simpleSecurity },
    imitates: "a site with unique local addresses and a provider's prefix, behind a firewall",
    source: "RFC 6296, IPv6-to-IPv6 network prefix translation; RFC 4193 for the addresses inside",
  },
} satisfies Record<string, Preset>;

export type Preset6Name = keyof typeof presets6;

/** All names that `namedNat6` knows. */
export const nat6Names: readonly string[] = Object.keys(presets6);

/** Undefined = no preset has that name. */
export const namedNat6 = (name: string): Nat | undefined =>
  Object.hasOwn(presets6, name) ? presets6[name as Preset6Name].nat : undefined;
