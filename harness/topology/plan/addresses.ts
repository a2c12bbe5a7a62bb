import type { Topology } from "../topology.ts";

/** One interface of one namespace after planning. */
export interface Interface {
  /** Node that has it; "internet" for the core. */
  readonly node: string;
  /** In the namespace: eth0, wan, lan, or to-NAME at the core and LAN switches. */
  readonly name: string;
  /** With prefix length: IPv4, the first is the primary, then IPv6 where there is any. */
  readonly addresses: readonly { readonly address: string; readonly prefix: number }[];
  /** The node and interface at the other end of the cable. */
  readonly peer: { readonly node: string; readonly name: string };
}

/** A route that a node needs besides its default gateway. */
export interface Route {
  readonly node: string;
  readonly to: { readonly address: string; readonly prefix: number };
  readonly via: string;
}

/** Where a host can be plugged in besides its home. */
export interface Guest {
  readonly host: string;
  readonly router: string;
  /** The host's interface for it. */
  readonly name: string;
  readonly gateway: string;
  /** It is there from the start, with an address; otherwise nothing but the cable is, until it moves. */
  readonly uplink?: true;
}

export interface AddressPlan {
  readonly interfaces: readonly Interface[];
  /** Default gateway by node. */
  readonly gateways: Readonly<Record<string, string>>;
  /** Two addresses of the core where the NAT prober's responders live, outside every other prefix. */
  readonly probeAddresses: readonly [string, string];
  /** By host: the routers between it and the internet, innermost first. */
  readonly routersAbove: Readonly<Record<string, readonly string[]>>;
  /** By node: the addresses that the internet sees its datagrams come from (outermost NAT, or its own), IPv4 first. */
  readonly publicAddresses: Readonly<Record<string, readonly string[]>>;
  /** To the LANs of routers that do not translate. */
  readonly routes: readonly Route[];
  /** Absent = no node has IPv6. */
  readonly ipv6?: Plan6;
  /** Places that hosts can move to, or are plugged in besides their home. */
  readonly guests?: readonly Guest[];
  /** By host behind NAT64: the IPv4 address that it has inside its router only. Its interface has IPv6 alone. */
  readonly nat64?: Readonly<Record<string, string>>;
  /** By node: addresses that its datagrams showed earlier in the run, before it or a router above it got others. */
  readonly formerly?: Readonly<Record<string, readonly string[]>>;
}

export interface Plan6 {
  /** Default gateway by node. */
  readonly gateways: Readonly<Record<string, string>>;
  readonly probeAddresses: readonly [string, string];
  readonly routers: Readonly<Record<string, Router6>>;
}

/** A router's WAN address, the /64 of its LAN, and the one it shows instead (RFC 6296); four words, without "::". */
export interface Router6 {
  readonly external: string;
  readonly inside: string;
  readonly outside?: string;
}

export type PlanAddresses = (topology: Topology) => AddressPlan;
