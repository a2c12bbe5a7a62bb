import type { AddressPlan } from "../topology/plan/addresses.ts";
import { nat64Prefix } from "../topology/plan/nat64.ts";
import { address6Of } from "../topology/plan/plan-addresses.ts";
import type { RouterNode, Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/** Debian's tayga, which translates addresses without state; the router's NAT has the state. */
export const nat64Command = "tayga";

export const nat64Device = "nat64";

/** An address of its own, from TEST-NET-1 (RFC 5737), for ICMP errors that it sends. */
const ownAddress = "192.0.2.64";

/** NAT64 of one router. */
export interface Nat64 {
  readonly router: string;
  /** Its configuration file. */
  readonly config: string;
  /** Lines of `ip -batch` for the router, once the device is there. */
  readonly routes: readonly string[];
}

export const hasNat64 = (topology: Topology): boolean =>
  [...walk(topology)].some(({ node }) => node.kind === "router" && node.nat64 === true);

export const nat64Of = (topology: Topology, plan: AddressPlan): readonly Nat64[] =>
  [...walk(topology)].flatMap(({ name, node }) =>
    node.kind === "router" && node.nat64 === true
      ? [{ router: name, config: configOf(node, plan), routes: routesOf(node, plan) }]
      : [],
  );

function configOf({ lan }: RouterNode, plan: AddressPlan): string {
  const maps = Object.keys(lan).map((host) => `map ${plan.nat64![host]!} ${address6Of(plan, host, "eth0")!}`);
  return [`tun-device ${nat64Device}`, `ipv4-addr ${ownAddress}`, `prefix ${nat64Prefix}/96`, ...maps, ""].join("\n");
}

const routesOf = ({ lan }: RouterNode, plan: AddressPlan): readonly string[] => [
  `link set ${nat64Device} up`,
  `route add ${nat64Prefix}/96 dev ${nat64Device}`,
  ...[ownAddress, ...Object.keys(lan).map((host) => plan.nat64![host]!)].map(
    (address) => `route add ${address}/32 dev ${nat64Device}`,
  ),
];
