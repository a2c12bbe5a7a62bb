import { isIpv6 } from "../../../src/base/address/ip.ts";
import type { AddressPlan, Guest, Interface, PlanAddresses, Route } from "./addresses.ts";
import { externalAddresses } from "../nat/nat.ts";
import type { HostNode, Node, RouterNode, Topology } from "../topology.ts";
import { withNat64 } from "./nat64.ts";
import { planIpv6 } from "./ipv6.ts";
import { walk, type Visited } from "../walk.ts";

/** The core's name in every plan. */
export const core = "internet";

/** The namespace that joins several nodes of one LAN. A dot, so that no node can have this name. */
export const switchOf = (router: string): string => `${router}.lan`;

/** Documentation prefixes (RFC 5737); everything else is in `lanPrefix` or 198.18.0.0/16 (RFC 2544). */
const probeAddresses = ["198.51.100.1", "203.0.113.1"] as const;

/** Where a node is plugged in: the far end of its cable, its addresses, and its gateway. */
interface Network {
  /** All but the last octet. */
  readonly prefix: string;
  readonly gateway: string;
  /** Node and interface at the other end of the cable of `child`. */
  farEnd(child: string): { readonly node: string; readonly name: string };
}

/**
 * Every node at the top has its own 198.18.N.0/24 with the core at .254; 198.16.N.0/24 where its router maps ports. A LAN is 192.168.N.0/24, one with NATs in it
 * 100.64.N.0/24; behind a router that does not translate, with no translation above it, it is 198.19.N.0/24 and routed. N counts from 1, in the
 * order written. What IPv6 adds is in `ipv6.ts`. Pure: the same topology has the same plan.
 */
export const planAddresses: PlanAddresses = (topology) => {
  const plan = planIpv4(topology);
  const more = planIpv6(topology, core, plan.interfaces);
  if (more === undefined) return plan;
  const added = (node: string, name: string) => more.addresses.get(`${node} ${name}`);
  return withNat64(topology, {
    ...plan,
    interfaces: plan.interfaces.map((iface) => {
      const address = added(iface.node, iface.name);
      return address === undefined ? iface : { ...iface, addresses: [...iface.addresses, address] };
    }),
    publicAddresses: Object.fromEntries(
      Object.entries(plan.publicAddresses).map(([node, all]) => {
        const one = more.publicAddresses[node];
        return [node, one === undefined ? all : [...all, one]];
      }),
    ),
    routes: [...plan.routes, ...more.routes],
    ipv6: more.ipv6,
  });
};

const planIpv4: PlanAddresses = (topology) => {
  const nodes = [...walk(topology)];
  const lans = planLans(nodes);
  const interfaces: Interface[] = [];
  const gateways: Record<string, string> = {};
  const routersAbove: Record<string, readonly string[]> = {};
  const wan: Record<string, readonly string[]> = {};
  const taken = new Map<string, number>();

  let wans = 0;
  for (const { name, node, above } of nodes) {
    const outer = above[0];
    const network = outer === undefined ? wanNetwork(++wans, node) : lans.get(outer.name)!;
    const first = outer === undefined ? 1 : 101 + (taken.get(outer.name) ?? 0);
    const count = addressCount(node);
    if (outer !== undefined) taken.set(outer.name, first - 101 + count);
    const addresses = Array.from({ length: count }, (_, i) => `${network.prefix}.${first + i}`);
    const here = { node: name, name: upstream(node) };
    const there = network.farEnd(name);
    interfaces.push({ ...here, addresses: addresses.map(slash24), peer: there });
    const thereAddresses = there.name === "lan" || there.node === core ? [slash24(network.gateway)] : [];
    interfaces.push({ ...there, addresses: thereAddresses, peer: here });
    if (node.kind === "router") interfaces.push(...switchUplink(name, membersOf(name, node, nodes), lans.get(name)!));
    gateways[name] = network.gateway;
    wan[name] = addresses;
    if (node.kind === "host") routersAbove[name] = above.map((entry) => entry.name);
  }
  const guests = nodes.flatMap(({ name, node }) => {
    return node.kind === "host" ? elsewhere(node).map((router, i) => guest({ name, node }, router, i, lans)) : [];
  });
  for (const { host: node, router, name } of guests) {
    const network = lans.get(router)!;
    const count = (taken.get(router) ?? 0) + 1;
    taken.set(router, count);
    const here = { node, name };
    const there = network.farEnd(node);
    interfaces.push({ ...here, addresses: [slash24(`${network.prefix}.${100 + count}`)], peer: there });
    interfaces.push({ ...there, addresses: [], peer: here });
  }

  return {
    interfaces,
    gateways,
    probeAddresses,
    routersAbove,
    publicAddresses: Object.fromEntries(nodes.map((node) => [node.name, wan[outermostNat(node) ?? node.name]!])),
    routes: nodes.flatMap((node) => routesTo(node, lans, wan)),
    ...(guests.length > 0 && { guests }),
  };
};

/** The name of a node's interface towards the internet. */
export function upstream(node: Node): "eth0" | "wan" {
  return node.kind === "host" ? "eth0" : "wan";
}

/** True for an interface that a host has its addresses on, at home or as a guest. */
export const isHostInterface = (name: string): boolean => name.startsWith("eth");

/** The primary IPv4 address of an interface; undefined when there is none. */
export function ipv4AddressOf(plan: AddressPlan, node: string, name: string): string | undefined {
  return ipv4AddressesOf(plan, node, name)[0];
}

/** All IPv4 addresses of an interface, the primary first. */
export function ipv4AddressesOf(plan: AddressPlan, node: string, name: string): readonly string[] {
  return allAddressesOf(plan, node, name).filter((address) => !isIpv6(address));
}

/** The IPv6 address of an interface; undefined when there is none. */
export function address6Of(plan: AddressPlan, node: string, name: string): string | undefined {
  return allAddressesOf(plan, node, name).find(isIpv6);
}

function allAddressesOf(plan: AddressPlan, node: string, name: string): readonly string[] {
  const found = plan.interfaces.find((iface) => iface.node === node && iface.name === name);
  return found?.addresses.map(({ address }) => address) ?? [];
}

/** Routers of a topology, outer before inner. */
export function routersOf(topology: Topology): string[] {
  return [...walk(topology)].flatMap(({ name, node }) => (node.kind === "router" ? [name] : []));
}

/** A router has as many as its NAT pools over, built or declared. */
export function addressCount(node: Node): number {
  if (node.kind === "host") return node.addresses;
  return Math.max(externalAddresses(node.nat), externalAddresses(node.builtAs ?? node.nat));
}

const slash24 = (address: string) => ({ address, prefix: 24 });

/** Programs that map ports refuse to for a router whose address is reserved, as all test networks' are. */
function wanNetwork(n: number, node: Node): Network {
  const prefix = `${node.kind === "router" && node.portMapping ? "198.16" : "198.18"}.${n}`;
  return { prefix, gateway: `${prefix}.254`, farEnd: (child) => ({ node: core, name: `to-${child}` }) };
}

function planLans(nodes: readonly Visited[]): Map<string, Network> {
  const lans = new Map<string, Network>();
  for (const { name, node, above } of nodes) {
    if (node.kind !== "router") continue;
    const translated = node.nat.translates || above.some((entry) => entry.router.nat.translates);
    const kind = !translated ? "public" : isCarrier(node) ? "shared" : "private";
    const prefix = `${lanPrefix[kind]}.${lans.size + 1}`;
    const alone = membersOf(name, node, nodes) === 1;
    const farEnd = (child: string) =>
      alone ? { node: name, name: "lan" } : { node: switchOf(name), name: `to-${child}` };
    lans.set(name, { prefix, gateway: `${prefix}.1`, farEnd });
  }
  return lans;
}

/** Who is, or can be, in a router's LAN. */
function membersOf(name: string, router: RouterNode, nodes: readonly Visited[]): number {
  const guests = nodes.filter(({ node }) => node.kind === "host" && elsewhere(node).includes(name));
  return Object.keys(router.lan).length + guests.length;
}

/** A host has one of the two. */
const elsewhere = ({ roams, uplinks }: HostNode): readonly string[] => uplinks ?? roams ?? [];

function guest(
  { name: host, node }: { readonly name: string; readonly node: HostNode },
  router: string,
  index: number,
  lans: ReadonlyMap<string, Network>,
): Guest {
  const { gateway } = lans.get(router)!;
  return { host, router, name: `eth${index + 1}`, gateway, ...(node.uplinks && { uplink: true }) };
}

/** RFC 2544; RFC 6598, between a carrier's NAT and its subscribers'; RFC 1918. */
const lanPrefix = { public: "198.19", shared: "100.64", private: "192.168" };

const isCarrier = ({ lan }: RouterNode): boolean =>
  Object.values(lan).some((node) => node.kind === "router" && node.nat.translates);

/** The cable between a router and its switch, when its LAN needs one. */
function switchUplink(router: string, members: number, network: Network): Interface[] {
  if (members === 1) return [];
  const routerEnd = { node: router, name: "lan" };
  const switchEnd = { node: switchOf(router), name: `to-${router}` };
  return [
    { ...routerEnd, addresses: [slash24(network.gateway)], peer: switchEnd },
    { ...switchEnd, addresses: [], peer: routerEnd },
  ];
}

function outermostNat({ node, name, above }: Visited): string | undefined {
  const chain = node.kind === "router" ? [{ name, router: node }, ...above] : above;
  return chain.findLast((entry) => entry.router.nat.translates)?.name;
}

/** Everybody above a LAN that is not translated must know the way to it, up to the first translation. */
function routesTo(
  { name, node, above }: Visited,
  lans: ReadonlyMap<string, Network>,
  wan: Readonly<Record<string, readonly string[]>>,
): Route[] {
  if (node.kind !== "router" || node.nat.translates) return [];
  const routes: Route[] = [];
  const to = { address: `${lans.get(name)!.prefix}.0`, prefix: 24 };
  let via = name;
  for (const outer of above) {
    routes.push({ node: outer.name, to, via: wan[via]![0]! });
    if (outer.router.nat.translates) return routes;
    via = outer.name;
  }
  return [...routes, { node: core, to, via: wan[via]![0]! }];
}
