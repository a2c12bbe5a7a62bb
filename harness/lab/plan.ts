import { isIpv6 } from "../../src/base/address/ip.ts";
import { dhcpServers, hostMac } from "../services/dhcp/servers.ts";
import type { DhcpServer } from "../services/dhcp/server.ts";
import { dnsServers, resolver, type DnsServer } from "../services/dns/servers.ts";
import type { AddressPlan, Interface } from "../topology/plan/addresses.ts";
import { isPlain } from "../topology/link-spec.ts";
import type { Link } from "../topology/link.ts";
import { core, switchOf, upstream } from "../topology/plan/plan-addresses.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import { nat64Of, type Nat64 } from "./nat64.ts";
import { mappingRouters, type MappingRouter } from "./port-mapping.ts";
import type { Op } from "./op.ts";
import { interfaceSysctls, sysctlsOf, type Role } from "./sysctls.ts";

/** The plan of one laboratory: all that building needs. */
export interface LabPlan {
  readonly name: string;
  /** Every namespace: the core, hosts, routers, and switches of LANs. */
  readonly nodes: readonly { readonly name: string; readonly role: Role }[];
  readonly ops: readonly Op[];
  /** What routers, and the internet, run for hosts at first. */
  readonly services: {
    readonly dns: readonly DnsServer[];
    readonly dhcp: readonly DhcpServer[];
    readonly nat64: readonly Nat64[];
    readonly portMapping: readonly MappingRouter[];
  };
}

/** `rulesets`: nft text by router. `changeable`: plain cables too are built so that they can lose and delay later. */
export function planLab(
  topology: Topology,
  plan: AddressPlan,
  rulesets: Readonly<Record<string, string>> = {},
  { changeable = false }: { readonly changeable?: boolean } = {},
): LabPlan {
  const nodes = labNodes(topology, plan);
  const links = new Map([...walk(topology)].map(({ name, node }) => [`${name}/${upstream(node)}`, node.link]));
  const dns = dnsServers(topology, plan);
  const servers = new Set(dns.map(({ node }) => node));
  const dhcp = dhcpServers(topology, plan);
  const leased = new Set(dhcp.flatMap(({ hosts }) => hosts.map(({ node }) => node)));
  const isolated = new Set(
    [...walk(topology)].flatMap(({ name, node }) => (node.kind === "router" && node.isolated ? [switchOf(name)] : [])),
  );
  return {
    name: topology.name,
    services: { dns, dhcp, nat64: nat64Of(topology, plan), portMapping: mappingRouters(topology, plan) },
    nodes,
    ops: [
      ...nodes.map(({ name }): Op => ({ op: "namespace", node: name })),
      ...nodes.flatMap(({ name, role }) =>
        sysctlsOf(role, plan.ipv6 !== undefined).map((sysctl): Op => ({ op: "sysctl", node: name, ...sysctl })),
      ),
      ...cables(plan, links, changeable),
      ...plan.interfaces.flatMap(({ node, name, addresses }) =>
        interfaceSysctls(
          name,
          addresses.some((address) => isIpv6(address.address)),
        ).map((sysctl): Op => ({ op: "sysctl", node, ...sysctl })),
      ),
      ...nodes.flatMap(({ name, role }) =>
        role === "switch"
          ? bridge(name, plan, isolated.has(name))
          : addresses(name, plan, {
              isServer: servers.has(name),
              isLeased: leased.has(name),
              gives: dhcp.some(({ node }) => node === name),
            }),
      ),
      ...Object.entries(rulesets).map(([node, ruleset]): Op => ({ op: "nft", node, ruleset })),
    ],
  };
}

function labNodes(topology: Topology, plan: AddressPlan): { name: string; role: Role }[] {
  const own = [...walk(topology)].map(({ name, node }) => ({ name, role: node.kind }));
  const switches = own
    .map(({ name }) => switchOf(name))
    .filter((name) => plan.interfaces.some(({ node }) => node === name));
  return [
    { name: core, role: "router" as const },
    ...own,
    ...switches.map((name) => ({ name, role: "switch" as const })),
  ];
}

/** Each cable once, from the end that owns its link, or else from the end that was planned first. */
function cables(plan: AddressPlan, links: ReadonlyMap<string, Link>, changeable: boolean): Op[] {
  const link = ({ node, name }: { node: string; name: string }) => links.get(`${node}/${name}`);
  const done = new Set<string>();
  const ops: Op[] = [];
  const wires: Op[] = [];
  for (const { node, name, peer } of plan.interfaces) {
    if (done.has(`${node}/${name}`) || (link(peer) && !link({ node, name }))) continue;
    done.add(`${peer.node}/${peer.name}`);
    const own = link({ node, name });
    if (own && (changeable || !(isPlain(own.up) && isPlain(own.down)))) {
      wires.push({ op: "wire", owner: node, lower: { node, name }, upper: peer, link: own });
    } else {
      ops.push({ op: "cable", a: { node, name }, b: peer });
    }
  }
  return [...wires, ...ops];
}

interface Part {
  /** It answers questions about names. */
  readonly isServer: boolean;
  /** It gets its IPv4 address by DHCP. */
  readonly isLeased: boolean;
  /** It gives out addresses. */
  readonly gives: boolean;
}

/** For DHCP: to a host that has no address yet, and from one. */
export const broadcastRoute = (name: string): string => `255.255.255.255 dev ${name}`;

function addresses(node: string, plan: AddressPlan, { isServer, isLeased, gives }: Part): Op[] {
  const up = (name: string) => ip(node, `link set ${name} up`, `link set ${name} down`);
  const add = (kind: "addr" | "route", what: string) => ip(node, `${kind} add ${what}`, `${kind} del ${what}`);
  const probeAddresses = [
    ...plan.probeAddresses.map((probeAddress) => `${probeAddress}/32`),
    ...(plan.ipv6?.probeAddresses.map((probeAddress) => `${probeAddress}/128`) ?? []),
  ];
  const anycast = isServer ? [`${resolver.ipv4}/32`, ...(plan.ipv6 ? [`${resolver.ipv6}/128`] : [])] : [];
  const local = [...(node === core ? probeAddresses : []), ...anycast];
  const guests = plan.guests?.filter((guest) => guest.host === node) ?? [];
  const isAway = (name: string) => guests.some((guest) => guest.name === name && !guest.uplink);
  const interfaces = plan.interfaces.filter((iface) => iface.node === node && !isAway(iface.name));
  const gateway = plan.gateways[node];
  const gateway6 = plan.ipv6?.gateways[node];
  return [
    up("lo"),
    ...local.map((address) => add("addr", `${address} dev lo`)),
    ...interfaces.flatMap((iface) => [
      ...(isLeased ? [ip(node, `link set ${iface.name} address ${hostMac(node)}`, `link set ${iface.name} down`)] : []),
      ...(isLeased ? [] : ipv4Of(iface).map((cidr) => add("addr", cidr))),
      up(iface.name),
      ...ipv6Of(iface).map((cidr) => add("addr", cidr)),
    ]),
    ...plan.routes
      .filter((route) => route.node === node)
      .map(({ to, via }) => add("route", `${to.address}/${to.prefix} via ${via}`)),
    // As on the internet, packets to private addresses are lost.
    ...(isLeased || plan.nat64?.[node] !== undefined
      ? []
      : [add("route", gateway === undefined ? "blackhole default" : defaultRoute(gateway, 0))]),
    ...(isLeased || gives ? [add("route", broadcastRoute(gives ? "lan" : "eth0"))] : []),
    ...guests.filter(({ uplink }) => uplink).map((guest, i) => add("route", defaultRoute(guest.gateway, i + 1))),
    ...(gateway6 === undefined ? [] : [add("route", `default via ${gateway6}`)]),
  ];
}

/** Of several uplinks, by preference: while the cable of the first is unplugged, the kernel uses the next. */
export const defaultRoute = (gateway: string, rank: number): string =>
  `default via ${gateway}${rank === 0 ? "" : ` metric ${100 * rank}`}`;

const ipv4Of = ({ addresses, name }: Interface) =>
  addresses.flatMap(({ address, prefix }) => (isIpv6(address) ? [] : [`${address}/${prefix} dev ${name}`]));

/**
 * To be usable at once, not up to a second later, when the kernel notices the carrier, addresses are added to a link that
 * is up (only then does it get its multicast route), without duplicate detection, and with a link-local one of our own.
 */
const ipv6Of = ({ addresses, name }: Interface) =>
  addresses
    .filter(({ address }) => isIpv6(address))
    .flatMap(({ address }) => [address, `fe80${address.slice(address.lastIndexOf("::"))}`])
    .map((address) => `${address}/64 dev ${name} nodad`);

/** If `isolated`, all ports but the router's are: such a port reaches only ports that are not. */
function bridge(node: string, plan: AddressPlan, isolated: boolean): Op[] {
  const own = plan.interfaces.filter((iface) => iface.node === node);
  const ports = own.map((iface) => iface.name);
  const apart = isolated ? own.filter(({ peer }) => switchOf(peer.node) !== node).map((iface) => iface.name) : [];
  const isolate = (port: string, on: "on" | "off") => `link set ${port} type bridge_slave isolated ${on}`;
  return [
    ip(node, "link add name br0 type bridge forward_delay 0 mcast_snooping 0", "link del br0"),
    ...ports.map((port) => ip(node, `link set ${port} master br0 up`, `link set ${port} nomaster down`)),
    ...apart.map((port) => ip(node, isolate(port, "on"), isolate(port, "off"))),
    ip(node, "link set br0 up", "link set br0 down"),
  ];
}

function ip(node: string, line: string, inverse: string): Op {
  return { op: "ip", node, line, inverse };
}
