import { seconds } from "../../../src/base/instant.ts";
import { nat, type Egress, type Nat } from "./nat.ts";

/** A NAT as found in the field, with what it imitates and the document that describes it. */
export interface Preset {
  readonly nat: Nat;
  readonly imitates: string;
  readonly source: string;
}

const { portRestricted, symmetric } = nat;

/** Timers of Linux's connection tracker for UDP streams: `nf_conntrack_udp_timeout_stream`. */
const linuxStream = seconds(120);

const cone: Omit<Preset, "nat"> = {
  imitates: "a textbook NAT",
  source: "RFC 3489 §5; RFC 4787 §4.1 and §5 for the same in current terms",
};

const noUdp = (refusal: Egress["refusal"]): Egress => ({ udp: [], refusal });

/** By the name that builders, topology files and `--build` take. They are values: `{ ...presets.home.nat, idle }` is another NAT. */
export const presets = {
  public: { nat: nat.none, imitates: "a plain router", source: "RFC 1812" },
  "full-cone": { nat: nat.fullCone, ...cone },
  "address-restricted": { nat: nat.addressRestricted, ...cone },
  "restricted-cone": { nat: nat.addressRestricted, ...cone },
  "port-restricted": { nat: portRestricted, ...cone },
  "port-restricted-cone": { nat: portRestricted, ...cone },
  symmetric: { nat: symmetric, ...cone },
  home: {
    nat: { ...portRestricted, hairpin: "external-source" },
    imitates: "a good home router: endpoint-independent mapping, filters by port, hairpins",
    source: "RFC 4787 REQ-1, REQ-3, REQ-9; the filter is that of Linux's `ct state`, stricter than REQ-8 recommends",
  },
  "linux-masquerade": {
    nat: { ...portRestricted, idle: linuxStream, overloading: "guarded" },
    imitates: "a home router with Linux's masquerade behind a firewall, e.g. OpenWrt's default zone rules",
    source: "nf_nat_core.c get_unique_tuple: ports are shared where the peers differ, against RFC 4787 REQ-3",
  },
  "linux-masquerade-open": {
    nat: { ...portRestricted, idle: linuxStream, overloading: "unguarded" },
    imitates: "a hand-made Linux NAT: masquerade and no firewall",
    source:
      "nf_conntrack: an unsolicited packet becomes a flow of the router itself, which occupies the port it came to",
  },
  "linux-random": {
    nat: { ...symmetric, idle: linuxStream },
    imitates: "Linux's masquerade with the flag `random`",
    source: "nft(8), NAT statements, flag `random`: a new port for each flow",
  },
  "port-clash": {
    nat: { ...portRestricted, change: { on: "clash", mapping: "address-and-port-dependent" } },
    imitates: "a NAT that preserves ports and is symmetric for a host whose port is taken",
    source: "RFC 4787 §8, NATs whose mapping changes when ports conflict, against REQ-11",
  },
  "under-load": {
    nat: { ...portRestricted, change: { on: "load", mappings: 80, mapping: "address-and-port-dependent" } },
    imitates: "a NAT that turns symmetric under load (at 80 mappings, so that it can be measured)",
    source: "RFC 4787 §8, REQ-11: a violation of it",
  },
  cgnat: {
    nat: {
      ...portRestricted,
      filtering: "endpoint-independent",
      ports: "random",
      hairpin: "external-source",
      idle: seconds(300),
      refresh: "outbound",
      range: { first: 1024, last: 65_535 },
      block: 64,
      pooling: { addresses: 2, kind: "paired" },
    },
    imitates:
      "a carrier's NAT as the RFCs require it: blocks of ports (small, so that they can be measured), one public address per subscriber",
    source: "RFC 6888 REQ-1, 2, 4, 7; RFC 7422 for the blocks",
  },
  mobile: {
    nat: { ...symmetric, idle: seconds(60), refresh: "outbound", pooling: { addresses: 2, kind: "arbitrary" } },
    imitates: "a strict mobile carrier's NAT: a new port, and maybe another address, for each peer; short timers",
    source:
      "Wang et al., An Untold Story of Middleboxes in Cellular Networks (SIGCOMM 2011): carriers differ; these values are ours",
  },
  corporate: {
    nat: { ...symmetric, idle: seconds(30), refresh: "outbound", egress: noUdp("prohibited") },
    imitates: "a company's firewall: refuses UDP with an ICMP error",
    source: "RFC 8835 §3.4, firewalls without UDP; RFC 1812 §5.2.7.1 for the refusal",
  },
  hotel: {
    nat: { ...symmetric, idle: seconds(60), egress: { udp: [], tcp: [80, 443], refusal: "silent" } },
    imitates: "a guest network: web only",
    source: "RFC 8835 §3.4, why WebRTC relays over TCP 443",
  },
  "dns-only": {
    nat: { ...portRestricted, egress: { udp: [53, 123], refusal: "silent" } },
    imitates: "a guest network that allows only DNS and NTP over UDP",
    source: "RFC 8835 §3.4",
  },
  "tcp-443-only": {
    nat: { ...portRestricted, egress: { udp: [], tcp: [443], refusal: "silent" } },
    imitates: "a network behind a strict packet filter",
    source: "RFC 8835 §3.4",
  },
  "udp-blocked": {
    nat: { ...portRestricted, egress: noUdp("silent") },
    imitates: "a network that silently drops UDP",
    source: "RFC 5780 §4.2; RFC 3489 §10.1, UDP blocked",
  },
  "cloud-nat": {
    nat: { ...portRestricted, ports: "random", idle: seconds(30), range: { first: 1024, last: 65_535 }, block: 64 },
    imitates: "Google Cloud NAT with endpoint-independent mapping: a block of 64 ports for each machine",
    source: "cloud.google.com/nat/docs/ports-and-addresses; Compute API, RouterNat.udpIdleTimeoutSec: 30 s by default",
  },
  firewall: {
    nat: {
      translates: false,
      firewall: { filtering: "address-and-port-dependent", idle: seconds(120), refresh: "both" },
    },
    imitates: "a stateful firewall without translation, as most IPv6 home routers are",
    source: "RFC 6092 REC-14, REC-16; RFC 3489 §10.1, symmetric UDP firewall",
  },
} satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

const byName: Readonly<Record<string, Nat>> = {
  ...nat,
  ...Object.fromEntries(Object.entries(presets).map(([name, preset]) => [name, preset.nat])),
};

/** All names that `namedNat` knows. */
export const natNames: readonly string[] = Object.keys(byName);

/** The NAT of that name, undefined when there is none. */
export const namedNat = (name: string): Nat | undefined => (Object.hasOwn(byName, name) ? byName[name] : undefined);
