import { nat64Device } from "../lab/nat64.ts";
import { rulesetFor, rulesetFor6 } from "../nat/nft/ruleset.ts";
import type { NetworkState, RouterState } from "../topology/network-state.ts";

/** The nft text of the NAT that is really built, by router. */
export const rulesetsOf = (state: NetworkState): Readonly<Record<string, string>> =>
  Object.fromEntries([...state.routers].map(([name, router]) => [name, rulesetOf(router)]));

export function rulesetOf({
  nat,
  external: [external, ...others],
  seed,
  zone,
  forwards,
  ipv6,
  nat64,
}: RouterState): string {
  const place = { wan: "wan", lan: "lan", seed, zone };
  // IPv4 of a LAN with NAT64 comes from, and goes to, the device that translates.
  const text = rulesetFor(nat, { ...place, ...(nat64 && { lan: nat64Device }), external, others, forwards });
  return ipv6 === undefined ? text : text + rulesetFor6(ipv6.nat, { ...place, external: ipv6.external }, ipv6);
}
