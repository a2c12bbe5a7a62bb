import type { Duration } from "../../src/base/instant.ts";
import type { Link } from "./link.ts";
import type { Nat } from "./nat/nat.ts";
import type { PortMappingProtocol } from "./port-mapping.ts";

/**
 * A network as a value. Containment is connection: what stands in a router's `lan` is behind it, what stands at the
 * top is attached to the internet, a router core that every lab has. Names are unique in the whole topology.
 */
export interface Topology<Hosts extends string = string, Routers extends string = string> {
  readonly name: string;
  /** Never set: carry the nodes' names as types, so that a scenario that misspells one does not compile. */
  readonly hostNames?: Hosts;
  readonly routerNames?: Routers;
  readonly nodes: Readonly<Record<string, Node>>;
  /** Names resolve: every router and the core answer. */
  readonly dns?: true;
}

export type Node = HostNode | RouterNode;

export interface HostNode {
  readonly kind: "host";
  /** The cable of eth0. */
  readonly link: Link;
  /** Public hosts only: how many addresses eth0 has (a supernode with two must answer from the one it was asked on). */
  readonly addresses: number;
  /** Public hosts only: it has an IPv6 address too. Hosts in a LAN have one where their router does IPv6. */
  readonly ipv6?: true;
  /** Routers whose LAN it can move to during a run. It starts where it stands. */
  readonly roams?: readonly string[];
  /** Routers in whose LAN it is as well, each with an interface: eth1, … Its default route begins at the router it stands behind. */
  readonly uplinks?: readonly string[];
}

export interface RouterNode {
  readonly kind: "router";
  readonly nat: Nat;
  /** What is really built, when it is to differ from the declared `nat`: only to show that the proof notices. */
  readonly builtAs?: Nat;
  /** What it does with IPv6; absent = there is none here. Routers at the top only. */
  readonly ipv6?: Nat;
  /** Its LAN has IPv6 only, and reaches IPv4 by NAT64, which `nat` describes. Needs `ipv6`. */
  readonly nat64?: true;
  /** The cable of its WAN interface. */
  readonly link: Link;
  readonly lan: Readonly<Record<string, Node>>;
  /** Client isolation, as in a hotel: nodes of the LAN reach the router but not each other. */
  readonly isolated?: boolean;
  /** Hosts of its LAN get their IPv4 addresses by DHCP, each for this long; absent = they have them from the start. */
  readonly dhcp?: { readonly lease: Duration };
  /** How its hosts can ask it to forward a port; absent = not at all. */
  readonly portMapping?: readonly PortMappingProtocol[];
}

/** The names of all hosts in a literal of nodes, however deep. */
export type HostNames<Nodes> = HostsIn<Named<Nodes>>;

/** The names of all routers in a literal of nodes, however deep. */
export type RouterNames<Nodes> = RoutersIn<Named<Nodes>>;

/** Without the index signature of a router's `lan`, which would hide its names. */
type Named<Nodes> = { [Name in keyof Nodes as string extends Name ? never : Name]: Nodes[Name] };

type HostsIn<Nodes> = {
  [Name in keyof Nodes & string]: Nodes[Name] extends { readonly kind: "host" }
    ? Name
    : Nodes[Name] extends { readonly kind: "router"; readonly lan: infer Lan }
      ? HostsIn<Named<Lan>>
      : never;
}[keyof Nodes & string];

type RoutersIn<Nodes> = {
  [Name in keyof Nodes & string]: Nodes[Name] extends { readonly kind: "router"; readonly lan: infer Lan }
    ? Name | RoutersIn<Named<Lan>>
    : never;
}[keyof Nodes & string];
