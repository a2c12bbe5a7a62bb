import type { Interface, Plan6, Route, Router6 } from "./addresses.ts";
import { translatePrefix } from "../nat/npt.ts";
import type { Nat } from "../nat/nat.ts";
import type { RouterNode, Topology } from "../topology.ts";

/**
 * Documentation prefix (RFC 3849), by its next word: networks of nodes at the top, LANs whose hosts have global
 * addresses, and what NPTv6 shows of a LAN. Inside translation: a unique local prefix (RFC 4193).
 */
const spec = {
  wan: "2001:db8:0",
  lan: "2001:db8:1",
  shown: "2001:db8:2",
  local: "fd4e:324e:0",
  probes: ["2001:db8:fffe::1", "2001:db8:ffff::1"],
} as const;

/** What IPv6 adds to a plan: addresses by interface, as "node name", what the internet sees of a node, and the rest. */
export interface Addition {
  readonly addresses: ReadonlyMap<string, { readonly address: string; readonly prefix: number }>;
  readonly publicAddresses: Readonly<Record<string, string>>;
  readonly routes: readonly Route[];
  readonly ipv6: Plan6;
}

/**
 * Every node at the top that has IPv6 is at 2001:db8:0:N::1/64 with the core at ::fe. The LAN of a router is a /64 of
 * its own with the router at ::1: global and routed where it does not translate, else unique local. N counts nodes at
 * the top from 1, in the order written, with or without IPv6. Undefined when no node has it.
 */
export function planIpv6(topology: Topology, core: string, interfaces: readonly Interface[]): Addition | undefined {
  const peers = new Map(interfaces.map((iface) => [`${iface.node} ${iface.name}`, iface.peer]));
  const addresses = new Map<string, { address: string; prefix: number }>();
  const publicAddresses: Record<string, string> = {};
  const gateways: Record<string, string> = {};
  const routers: Record<string, Router6> = {};
  const routes: Route[] = [];
  const put = (node: string, name: string, address: string) =>
    addresses.set(`${node} ${name}`, { address, prefix: 64 });

  for (const [index, [name, node]] of Object.entries(topology.nodes).entries()) {
    const n = (index + 1).toString(16);
    const nat = node.kind === "router" ? node.ipv6 : undefined;
    if (node.kind === "host" ? node.ipv6 !== true : nat === undefined) continue;
    const near = node.kind === "host" ? "eth0" : "wan";
    const external = `${spec.wan}:${n}::1`;
    put(name, near, external);
    const far = peers.get(`${name} ${near}`)!;
    put(far.node, far.name, `${spec.wan}:${n}::fe`);
    gateways[name] = `${spec.wan}:${n}::fe`;
    publicAddresses[name] = external;
    if (node.kind === "host" || nat === undefined) continue;

    const lan = lanOf(nat, n);
    routers[name] = { external, ...lan };
    put(name, "lan", `${lan.inside}::1`);
    if (!nat.translates) {
      routes.push({ node: core, to: { address: `${lan.outside ?? lan.inside}::`, prefix: 64 }, via: external });
    }
    for (const [i, host] of hostsOf(node).entries()) {
      const address = `${lan.inside}::${101 + i}`;
      put(host, "eth0", address);
      gateways[host] = `${lan.inside}::1`;
      publicAddresses[host] = shown(address, nat, external, lan);
    }
  }
  if (addresses.size === 0) return undefined;
  return { addresses, publicAddresses, routes, ipv6: { gateways, probeAddresses: spec.probes, routers } };
}

function lanOf(nat: Nat, n: string): Omit<Router6, "external"> {
  if (!nat.translates && nat.prefix === undefined) return { inside: `${spec.lan}:${n}` };
  return { inside: `${spec.local}:${n}`, ...(!nat.translates && { outside: `${spec.shown}:${n}` }) };
}

function shown(address: string, nat: Nat, external: string, { inside, outside }: Omit<Router6, "external">): string {
  if (nat.translates) return external;
  return outside === undefined ? address : translatePrefix(address, `${inside}::`, `${outside}::`);
}

const hostsOf = ({ lan }: RouterNode): readonly string[] =>
  Object.entries(lan).flatMap(([name, node]) => (node.kind === "host" ? [name] : []));
