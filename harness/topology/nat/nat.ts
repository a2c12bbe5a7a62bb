import { seconds, type Duration } from "../../../src/base/instant.ts";

/** RFC 4787 §4.1 and §5: what a mapping, or a filter, depends on besides the inside endpoint. */
export type Dependence = "endpoint-independent" | "address-dependent" | "address-and-port-dependent";

/** RFC 4787 §4.2.1. `preserving` keeps the inside port when it is free. */
export type PortAllocation = "preserving" | "sequential" | "random";

/** Which packets keep a mapping, or a hole in a filter, alive (RFC 4787 §4.3; REQ-6 demands outbound). */
export type Refresh = "outbound" | "inbound" | "both";

/**
 * A NAT as data, written once and used four ways: realised as nftables (`harness/nat/nft/ruleset.ts`), simulated
 * (`model.ts`), predicted (`predict.ts`) and measured (`measure.ts`). What each knob means, how it is proven and where
 * its limits are: `docs/nat-model.md`.
 */
export type Nat = NoNat | Translation;

/** A router without mappings: each inside host has an address and all ports of its own. Plain, or a stateful firewall. */
export interface NoNat {
  readonly translates: false;
  /** IPv6 only: inside addresses get another prefix on their way out, without state (RFC 6296). */
  readonly prefix?: "rfc6296";
  /** Absent = everybody may send to anybody. */
  readonly firewall?: Firewall;
  readonly egress?: Egress;
}

/** Who may send to an inside endpoint that has sent something, and how long it stays so. */
export interface Firewall {
  readonly filtering: Dependence;
  readonly idle: Duration;
  readonly refresh: Refresh;
  readonly layers?: readonly Timer[];
}

/** Of one of several NATs or firewalls in series, innermost first. */
export interface Timer {
  readonly idle: Duration;
  readonly refresh: Refresh;
}

export interface Translation {
  readonly translates: true;
  readonly mapping: Dependence;
  readonly filtering: Dependence;
  readonly ports: PortAllocation;
  /** RFC 4787 §6. `external-source` = REQ-9a; with `internal-source` the receiver sees the sender's inside endpoint. */
  readonly hairpin: "none" | "internal-source" | "external-source";
  /** How long an unused UDP mapping lives. */
  readonly idle: Duration;
  readonly refresh: Refresh;
  /** RFC 4787 §4.2.2, REQ-4: an even inside port has an even external port, an odd one an odd one. Absent = no. */
  readonly parity?: boolean;
  /** The external ports there are, both ends included. Absent = any port that is preserved, else 40000 to 59999. */
  readonly range?: PortRange;
  /**
   * RFC 6888 REQ-4 and RFC 7422: each inside host has this many consecutive external ports to itself and no others,
   * which is its limit of mappings as well.
   */
  readonly block?: number;
  /** Of NATs in series only: a layer that lives longer needs no refresh while a shorter one is looked at. */
  readonly layers?: readonly Timer[];
  /** Of NATs in series only: the inside hosts are one host to the outer NAT, and share its block of this many ports. */
  readonly sharedBlock?: number;
  /** The most mappings at a time, of all inside hosts together (RFC 6888 REQ-5). Absent = as many as there are ports. */
  readonly limit?: number;
  /** RFC 4787 §4.1, REQ-2. Absent = one external address. */
  readonly pooling?: Pooling;
  /**
   * Against RFC 4787 REQ-3: inside endpoints share an external port as long as their peers differ, and get another one
   * where they do not. It is what Linux's own masquerade does, and is realised by it. `unguarded`: the router's own
   * input is open, so an unasked packet leaves a flow behind that moves the mapping of a later packet to its sender.
   * Absent = never.
   */
  readonly overloading?: "guarded" | "unguarded";
  /** Against RFC 4787 REQ-11. Absent = never. */
  readonly change?: Change;
  readonly egress?: Egress;
}

/**
 * When new mappings begin to depend on the destination, in a NAT whose mappings else do not. `clash`: those of an inside
 * endpoint whose port is taken (RFC 4787 §8 tells of such NATs). `load`: those made while there are `mappings` others.
 * What is mapped already stays as it is.
 */
export type Change =
  | { readonly on: "clash"; readonly mapping: Dependence }
  | { readonly on: "load"; readonly mappings: number; readonly mapping: Dependence };

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** `paired`: one inside host always has one external address. `arbitrary`: each mapping takes the next address. */
export interface Pooling {
  readonly addresses: number;
  readonly kind: "paired" | "arbitrary";
}

/** What inside hosts may send to: remote ports by protocol, "all" where nothing is said. */
export interface Egress {
  readonly udp?: readonly number[];
  readonly tcp?: readonly number[];
  /** `prohibited`: ICMP, administratively prohibited (RFC 1812 §5.2.7.1). */
  readonly refusal: "silent" | "prohibited";
}

const home: Translation = {
  translates: true,
  mapping: "endpoint-independent",
  filtering: "address-and-port-dependent",
  ports: "preserving",
  hairpin: "none",
  idle: seconds(120),
  refresh: "both",
};

/** The names of RFC 3489 §5 for four of the nine squares, and the absence of NAT. */
export const nat = {
  none: { translates: false } as NoNat,
  fullCone: { ...home, filtering: "endpoint-independent" } as Translation,
  addressRestricted: { ...home, filtering: "address-dependent" } as Translation,
  portRestricted: home,
  symmetric: {
    ...home,
    mapping: "address-and-port-dependent",
    filtering: "address-and-port-dependent",
    ports: "random",
  } as Translation,
} as const;

/** How many external addresses a router has. */
export const externalAddresses = (it: Nat): number => (it.translates ? (it.pooling?.addresses ?? 1) : 1);

/** May an inside host send UDP to this remote port at all? */
export const admitsUdp = (it: Nat, port: number): boolean => it.egress?.udp?.includes(port) ?? true;

/** May it open TCP connections to this port? */
export const admitsTcp = (it: Nat, port: number): boolean => it.egress?.tcp?.includes(port) ?? true;

const shortDependence: Record<Dependence, string> = {
  "endpoint-independent": "EI",
  "address-dependent": "AD",
  "address-and-port-dependent": "APD",
};

/** For people: the RFC 3489 name where there is one, else e.g. "ADM/APDF", with what else is unusual. */
export function describeNat(it: Nat): string {
  return [it.translates ? squareName(it) : firewallName(it), ...unusual(it)].join(", ");
}

function squareName(it: Translation): string {
  const square = `${shortDependence[it.mapping]}M/${shortDependence[it.filtering]}F`;
  const classic: Record<string, string> = {
    "EIM/EIF": "full-cone",
    "EIM/ADF": "address-restricted",
    "EIM/APDF": "port-restricted",
    "APDM/APDF": "symmetric",
  };
  return classic[square] ?? square;
}

function firewallName({ firewall, prefix }: NoNat): string {
  const wall = firewall === undefined ? "public" : `firewall ${shortDependence[firewall.filtering]}F`;
  return prefix === undefined ? wall : `NPTv6, ${wall}`;
}

const changeName = (change: Change): string =>
  `${shortDependence[change.mapping]}M ${change.on === "clash" ? "where ports clash" : `beyond ${change.mappings} mappings`}`;

function unusual(it: Nat): string[] {
  const only = (ports: readonly number[]) => (ports.length === 0 ? "blocked" : `only to ${ports.join(", ")}`);
  const { udp, tcp } = it.egress ?? {};
  const knobs = it.translates
    ? [
        it.overloading !== undefined && "overloading",
        it.block !== undefined && `blocks of ${it.block} ports`,
        it.pooling !== undefined && `${it.pooling.addresses} addresses ${it.pooling.kind}`,
        it.limit !== undefined && `${it.limit} mappings at most`,
        it.change !== undefined && changeName(it.change),
      ]
    : [];
  const blocked = [udp && `UDP ${only(udp)}`, tcp && `TCP ${only(tcp)}`];
  return [...knobs, ...blocked].filter((part) => typeof part === "string");
}
