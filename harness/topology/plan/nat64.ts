import { isIpv6 } from "../../../src/base/address/ip.ts";
import type { AddressPlan } from "./addresses.ts";
import type { Topology } from "../topology.ts";

/** The /96 that stands for all IPv4 addresses, from the documentation prefix (RFC 3849, RFC 6052 §2.2). */
export const nat64Prefix = "2001:db8:64::";

/**
 * Hosts of a router with NAT64 have IPv6 alone. The IPv4 address that was planned for each exists inside the router
 * only: there NAT64 puts it in the place of the host's IPv6 address, and then the router's NAT translates it as usual.
 */
export function withNat64(topology: Topology, plan: AddressPlan): AddressPlan {
  const hosts = Object.values(topology.nodes).flatMap((node) =>
    node.kind === "router" && node.nat64 === true ? Object.keys(node.lan) : [],
  );
  if (hosts.length === 0) return plan;
  const isOne = new Set(hosts);
  const gateways = Object.entries(plan.gateways).filter(([node]) => !isOne.has(node));
  const inside = plan.interfaces.flatMap(({ node, name, addresses }) => {
    const ipv4 = addresses.find(({ address }) => !isIpv6(address));
    return isOne.has(node) && name === "eth0" && ipv4 !== undefined ? [[node, ipv4.address] as const] : [];
  });
  return {
    ...plan,
    interfaces: plan.interfaces.map((iface) =>
      isOne.has(iface.node) ? { ...iface, addresses: iface.addresses.filter(({ address }) => isIpv6(address)) } : iface,
    ),
    gateways: Object.fromEntries(gateways),
    nat64: Object.fromEntries(inside),
  };
}
