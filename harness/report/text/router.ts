import { describeNat } from "../../topology/nat/nat.ts";
import type { RouterNode } from "../../topology/topology.ts";

export type Family = "IPv4" | "IPv6";

/** What a router does to packets of these families: `symmetric`, of a dual-stack one `symmetric, IPv6 firewall APDF`, of one with NAT64 `NAT64 symmetric, …`. */
export function describeRouter(
  { nat, ipv6, nat64 }: RouterNode,
  families: ReadonlySet<Family> = new Set(["IPv4", "IPv6"]),
): string {
  if (ipv6 === undefined) return describeNat(nat);
  const four = `${nat64 ? "NAT64 " : ""}${describeNat(nat)}`;
  const six = `IPv6 ${describeNat(ipv6)}`;
  if (!families.has("IPv6")) return four;
  return families.has("IPv4") ? `${four}, ${six}` : six;
}
