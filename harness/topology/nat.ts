import { seconds, type Duration } from "../../src/base/instant.ts";

/** RFC 4787 §4.1 and §5: what a mapping, or a filter, depends on besides the inside endpoint. */
export type Dependence = "endpoint-independent" | "address-dependent" | "address-and-port-dependent";

/** RFC 4787 §4.2.1. `preserving` keeps the inside port when it is free. */
export type PortAllocation = "preserving" | "sequential" | "random";

/**
 * A NAT as data, written once and used four ways: realised as nftables (`harness/nat/nft.ts`), simulated
 * (`model.ts`), predicted (`predict.ts`) and measured (`measure.ts`).
 */
export type Nat = NoNat | Translation;

/** A plain router: inside addresses are public, nothing is filtered. */
export interface NoNat {
  readonly translates: false;
}

export interface Translation {
  readonly translates: true;
  readonly mapping: Dependence;
  readonly filtering: Dependence;
  readonly ports: PortAllocation;
  /** RFC 4787 §6. `external-source` = REQ-9a. */
  readonly hairpin: "none" | "external-source";
  /** How long an unused UDP mapping lives. */
  readonly idle: Duration;
  /** Which packets keep a mapping alive (RFC 4787 §4.3); outbound always does. */
  readonly refresh: "outbound" | "both";
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

const shortDependence: Record<Dependence, string> = {
  "endpoint-independent": "EI",
  "address-dependent": "AD",
  "address-and-port-dependent": "APD",
};

/** For people: the RFC 3489 name where there is one, else e.g. "ADM/APDF". */
export function describeNat(it: Nat): string {
  if (!it.translates) return "public";
  const square = `${shortDependence[it.mapping]}M/${shortDependence[it.filtering]}F`;
  const classic: Record<string, string> = {
    "EIM/EIF": "full-cone",
    "EIM/ADF": "address-restricted",
    "EIM/APDF": "port-restricted",
    "APDM/APDF": "symmetric",
  };
  return classic[square] ?? square;
}
