import { ConfigError } from "../../../src/base/config-error.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import { throughNat64 } from "../../../src/base/address/nat64.ts";
import { nat64Prefix } from "../../topology/plan/nat64.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import type { Zone } from "./answer.ts";

/** A node that answers questions at the resolver's addresses. */
export interface DnsServer extends Zone {
  readonly node: string;
}

/**
 * The resolver of every host, in TEST-NET-1 (RFC 5737) and the documentation prefix (RFC 3849). Each router has these
 * addresses itself, and so has the internet's core: a host is answered by the router that it is behind.
 */
export const resolver = { ipv4: "192.0.2.53", ipv6: "2001:db8:53::53" } as const;

/** Of all names (RFC 6761). */
const domain = "test";

/** The name of a node in DNS: sn.test. */
export const dnsName = (node: string): string => `${node.toLowerCase()}.${domain}`;

/** Throws ConfigError for a topology without DNS. */
export function checkNames({ name, dns }: Topology): void {
  if (dns === true) return;
  throw new ConfigError(
    `byName: names do not resolve in ${name}; write topology(${JSON.stringify(name)}, { … }, { dns: true })`,
  );
}

/** The text of resolv.conf(5) of all hosts. */
export const resolvConf = (ipv6: boolean): string =>
  [
    `nameserver ${resolver.ipv4}`,
    ...(ipv6 ? [`nameserver ${resolver.ipv6}`] : []),
    `search ${domain}`,
    "options timeout:1 attempts:3",
    "",
  ].join("\n");

/**
 * What each server answers now. Everybody knows the nodes on the internet by their public addresses, and a router also
 * the hosts of its LAN and of the LANs above it, by their addresses there. Empty if the topology has no DNS.
 */
export function dnsServers(topology: Topology, plan: AddressPlan): readonly DnsServer[] {
  if (topology.dns !== true) return [];
  const nodes = [...walk(topology)];
  const top = nodes.filter(({ above }) => above.length === 0).map(({ name }) => name);
  const everybody = top.map((name) => [dnsName(name), plan.publicAddresses[name]!] as const);
  const inLan = (router: string) =>
    Object.entries(plan.routersAbove)
      .filter(([, [first]]) => first === router)
      .map(([host]) => [dnsName(host), lanAddresses(plan, host, router)] as const);
  const routers = nodes.flatMap(({ name, node, above }): DnsServer[] => {
    if (node.kind !== "router") return [];
    const lans = [name, ...above.map((outer) => outer.name)].reverse();
    const records = Object.fromEntries([...everybody, ...lans.flatMap(inLan)]);
    return [{ node: name, records: node.nat64 ? withDns64(records) : records }];
  });
  return [{ node: core, records: Object.fromEntries(everybody) }, ...routers];
}

function lanAddresses(plan: AddressPlan, host: string, router: string): readonly string[] {
  const away = plan.guests?.find((guest) => guest.host === host && guest.router === router)?.name ?? "eth0";
  const found = plan.interfaces.find((iface) => iface.node === host && iface.name === away);
  return found?.addresses.map(({ address }) => address) ?? [];
}

/** The name by which hosts find the prefix of their NAT64 (RFC 7050). */
const known = { "ipv4only.arpa": ["192.0.0.170", "192.0.0.171"] };

/** DNS64 (RFC 6147): a name without an IPv6 address also has those that stand for its IPv4 addresses. */
function withDns64(records: Zone["records"]): Zone["records"] {
  return Object.fromEntries(
    Object.entries({ ...records, ...known }).map(([name, addresses]) => [
      name,
      addresses.some(isIpv6) ? addresses : [...addresses, ...addresses.map((one) => throughNat64(one, nat64Prefix))],
    ]),
  );
}
