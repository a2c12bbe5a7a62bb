import { seconds, type Duration } from "../../../src/base/instant.ts";

/** What a mapping, or a filter, depends on besides the inside endpoint (RFC 4787 §4.1, §5). */
export type Dependence = "endpoint-independent" | "address-dependent" | "address-and-port-dependent";

/** How external ports are chosen (RFC 4787 §4.2.1). `preserving` keeps the inside port if it is free. */
export type PortAllocation = "preserving" | "sequential" | "random";

/** Which packets keep a mapping, or a hole in a filter, alive (RFC 4787 §4.3; REQ-6 demands outbound). */
export type Refresh = "outbound" | "inbound" | "both";

/**
 * A NAT as data, written once and used four ways: realised as nftables (`harness/nat/nft/ruleset.ts`), simulated
 * (`model.ts`), predicted (`predict.ts`) and measured (`measure.ts`). What each knob means, how it is proven and where
 * its limits are: `docs/nat-model.md`.
 */
export type Nat = NoNat | Translation;

/** A router without mappings: each inside host keeps its own address and ports. Plain, or a stateful firewall. */
export interface NoNat {
  /** Addresses and ports stay as they are. */
  readonly translates: false;
  /** IPv6 only: replaces the prefix of inside addresses on their way out, without state (RFC 6296). */
  readonly prefix?: "rfc6296";
  /** Default: everything passes in both directions. */
  readonly firewall?: Firewall;
  /** What inside hosts may send to. Default: everything. */
  readonly egress?: Egress;
}

/** A stateful firewall: who may send to an inside endpoint that has sent something, and for how long. */
export interface Firewall {
  /** Who may send in through a hole. */
  readonly filtering: Dependence;
  /** How long an unused hole stays open. */
  readonly idle: Duration;
  /** Which packets keep a hole open. */
  readonly refresh: Refresh;
  /** Set by the harness for firewalls in series, innermost first. */
  readonly layers?: readonly Timer[];
}

/** The timer of one of several NATs or firewalls in series. */
export interface Timer {
  readonly idle: Duration;
  readonly refresh: Refresh;
}

/** A NAT proper. */
export interface Translation {
  /** Inside endpoints get external ones. */
  readonly translates: true;
  /** When an inside endpoint keeps its external endpoint towards another destination (RFC 4787 §4.1). */
  readonly mapping: Dependence;
  /** Who may send in through a mapping (RFC 4787 §5). */
  readonly filtering: Dependence;
  /** How external ports are chosen. */
  readonly ports: PortAllocation;
  /**
   * Whether two inside hosts reach each other by external endpoints (RFC 4787 §6). With `external-source` (REQ-9a) the
   * receiver sees the sender's external endpoint, with `internal-source` its inside one.
   */
  readonly hairpin: "none" | "internal-source" | "external-source";
  /** How long an unused UDP mapping lives. */
  readonly idle: Duration;
  /** Which packets keep a mapping alive. */
  readonly refresh: Refresh;
  /** Even inside ports get even external ports, odd ones odd ones (RFC 4787 §4.2.2, REQ-4). Default: no. */
  readonly parity?: boolean;
  /** The external ports, both ends included. Default: any port that is preserved, else 40000 to 59999. */
  readonly range?: PortRange;
  /**
   * Gives each inside host this many consecutive external ports and no others, which also limits its mappings
   * (RFC 6888 REQ-4, RFC 7422).
   */
  readonly block?: number;
  /** Set by the harness for NATs in series: a layer that lives longer needs no refresh while a shorter one is measured. */
  readonly layers?: readonly Timer[];
  /** Set by the harness for NATs in series: the inside hosts share the outer NAT's block of this many ports. */
  readonly sharedBlock?: number;
  /** The most mappings at a time, of all inside hosts together (RFC 6888 REQ-5). Default: as many as there are ports. */
  readonly limit?: number;
  /** Several external addresses (RFC 4787 §4.1, REQ-2). Default: one. */
  readonly pooling?: Pooling;
  /**
   * Inside endpoints share an external port as long as their peers differ, against RFC 4787 REQ-3. Realised by Linux's
   * own masquerade, which does this. `unguarded`: the router's own input is open, so an unsolicited packet leaves a flow
   * behind, and a later mapping towards its sender gets another port. Default: never.
   */
  readonly overloading?: "guarded" | "unguarded";
  /** When the mapping behaviour changes, against RFC 4787 REQ-11. Default: never. */
  readonly change?: Change;
  /** What inside hosts may send to. Default: everything. */
  readonly egress?: Egress;
}

/**
 * When new mappings start to depend on the destination, in a NAT whose mappings otherwise do not. `clash`: for an inside
 * endpoint whose port is taken (RFC 4787 §8 describes such NATs). `load`: while `mappings` others exist. Existing
 * mappings stay as they are.
 */
export type Change =
  | { readonly on: "clash"; readonly mapping: Dependence }
  | { readonly on: "load"; readonly mappings: number; readonly mapping: Dependence };

/** Ports from `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** `paired`: an inside host always gets the same external address. `arbitrary`: each mapping takes the next address. */
export interface Pooling {
  readonly addresses: number;
  readonly kind: "paired" | "arbitrary";
}

/** The remote ports that inside hosts may send to. */
export interface Egress {
  /** Default: all ports. */
  readonly udp?: readonly number[];
  /** Default: all ports. */
  readonly tcp?: readonly number[];
  /** What happens to the rest. */
  /** How everything else is refused: silently, or by ICMP "administratively prohibited" (RFC 1812 §5.2.7.1). */
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

/** The names of RFC 3489 §5 for four of the nine pairs of mapping and filtering, and the absence of NAT. */
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

/** How many external addresses the router has. */
export const externalAddresses = (middlebox: Nat): number =>
  middlebox.translates ? (middlebox.pooling?.addresses ?? 1) : 1;

/** Whether an inside host may send UDP to this remote port. */
export const admitsUdp = (middlebox: Nat, port: number): boolean => middlebox.egress?.udp?.includes(port) ?? true;

/** Whether an inside host may open TCP connections to this remote port. */
export const admitsTcp = (middlebox: Nat, port: number): boolean => middlebox.egress?.tcp?.includes(port) ?? true;

const shortDependence: Record<Dependence, string> = {
  "endpoint-independent": "EI",
  "address-dependent": "AD",
  "address-and-port-dependent": "APD",
};

/** To display: the RFC 3489 name if there is one, else e.g. "ADM/APDF", and what else is unusual. */
export function describeNat(middlebox: Nat): string {
  return [middlebox.translates ? squareName(middlebox) : firewallName(middlebox), ...unusual(middlebox)].join(", ");
}

function squareName(translation: Translation): string {
  const square = `${shortDependence[translation.mapping]}M/${shortDependence[translation.filtering]}F`;
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

function unusual(middlebox: Nat): string[] {
  const only = (ports: readonly number[]) => (ports.length === 0 ? "blocked" : `only to ${ports.join(", ")}`);
  const { udp, tcp } = middlebox.egress ?? {};
  const knobs = middlebox.translates
    ? [
        middlebox.overloading !== undefined && "overloading",
        middlebox.block !== undefined && `blocks of ${middlebox.block} ports`,
        middlebox.pooling !== undefined && `${middlebox.pooling.addresses} addresses ${middlebox.pooling.kind}`,
        middlebox.limit !== undefined && `${middlebox.limit} mappings at most`,
        middlebox.change !== undefined && changeName(middlebox.change),
      ]
    : [];
  const blocked = [udp && `UDP ${only(udp)}`, tcp && `TCP ${only(tcp)}`];
  return [...knobs, ...blocked].filter((part) => typeof part === "string");
}
