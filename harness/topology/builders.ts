/**
 * A network, from its text to its state:
 *
 * 1. here: hosts and routers as a scenario writes them, or `parse.ts`: as a file has them → `topology.ts`, a value
 * 2. `nat/written.ts`: a NAT by its name in `nat/presets.ts`, or in full (`nat/nat.ts`)
 * 3. `link-spec.ts`, `duration.ts`: what cables do, `"20ms"` → `link.ts`
 * 4. `check.ts`: names, sizes, places, and with `nat/check.ts` whether each NAT can be built; `walk.ts` visits every node
 * 5. `plan/plan-addresses.ts`, `plan/ipv6.ts`, `plan/nat64.ts`: addresses and routes
 * 6. `network-state.ts`: the network at one moment of a run; `attachments.ts`: where hosts are plugged in; `event.ts`, `partition.ts`: what changes it
 *
 * @module
 */

import type { Duration } from "../../src/base/instant.ts";
import { checkTopology } from "./check.ts";
import { duration } from "./duration.ts";
import { parseLink, type LinkSpec } from "./link-spec.ts";
import type { PresetName } from "./nat/presets.ts";
import type { Preset6Name } from "./nat/presets-ipv6.ts";
import type { Nat } from "./nat/nat.ts";
import { nat6Written, natWritten } from "./nat/written.ts";
import type { PortMappingProtocol } from "./port-mapping.ts";
import type { HostNames, HostNode, Node, RouterNames, RouterNode, Topology } from "./topology.ts";

/** Options of a host. A public host stands at the top of the topology, directly on the internet. */
export interface HostOptions {
  /** What its cable does. Default: a plain cable. */
  readonly link?: LinkSpec;
  /** Public hosts only: how many addresses it has. Default: 1. */
  readonly addresses?: number;
  /** Public hosts only: whether it has an IPv6 address as well. Default: no. */
  readonly ipv6?: boolean;
  /** Routers whose LAN it can move to during a run. */
  readonly roams?: readonly string[];
  /** Routers in whose LAN it is too, besides its own: a second way to the internet. `switchTo` moves its default route. */
  readonly uplinks?: readonly string[];
}

/** Options of a router. */
export interface RouterOptions<Lan> {
  /** The NAT, or the name of a preset. */
  readonly nat: Nat | PresetName;
  /** Builds another NAT than declared, to show that the proof notices. */
  readonly builtAs?: Nat | PresetName;
  /** What it does with IPv6, or the name of a preset. Routers at the top only. Default: no IPv6. */
  readonly ipv6?: Nat | Preset6Name;
  /** Its LAN has IPv6 only, and reaches IPv4 by NAT64 with the mapping and filtering of `nat`. Needs `ipv6`. Default: no. */
  readonly nat64?: boolean;
  /** What the cable of its WAN interface does. Default: a plain cable. */
  readonly link?: LinkSpec;
  /** Client isolation, as in a hotel: nodes of the LAN reach the router but not each other. */
  readonly isolated?: boolean;
  /** The hosts of its LAN get their IPv4 addresses by DHCP, for a `lease` such as "1h". Default: they have fixed ones. */
  readonly dhcp?: { readonly lease: string | Duration };
  /** Protocols by which its hosts can ask for a forwarded port. Default: none. */
  readonly portMapping?: readonly PortMappingProtocol[];
  /** The nodes behind it, by name: hosts, and routers for a NAT behind this one. */
  readonly lan: Lan;
}

/** A host: at the top of a topology it is public, in a router's `lan` it is behind that router. */
export function host({ link = {}, addresses = 1, ipv6 = false, roams, uplinks }: HostOptions = {}): HostNode {
  const elsewhere = { ...(roams && { roams }), ...(uplinks && { uplinks }) };
  return { kind: "host", link: parseLink(link), addresses, ...(ipv6 && { ipv6 }), ...elsewhere };
}

/** A router with a NAT, or without one. Throws ConfigError for an unknown NAT and lists the names that exist. */
export function router<Lan extends Readonly<Record<string, Node>>>({
  nat,
  builtAs,
  ipv6,
  nat64 = false,
  link = {},
  isolated = false,
  dhcp,
  portMapping,
  lan,
}: RouterOptions<Lan>): RouterNode & { readonly lan: Lan } {
  return {
    kind: "router",
    nat: natWritten(nat, "nat"),
    ...(builtAs !== undefined && { builtAs: natWritten(builtAs, "builtAs") }),
    ...(ipv6 !== undefined && { ipv6: nat6Written(ipv6, "ipv6") }),
    ...(nat64 && { nat64 }),
    link: parseLink(link),
    lan,
    ...(isolated && { isolated }),
    ...(dhcp && { dhcp: { lease: typeof dhcp.lease === "string" ? duration(dhcp.lease, "dhcp.lease") : dhcp.lease } }),
    ...(portMapping && { portMapping }),
  };
}

/** What the whole network has. */
export interface NetworkOptions {
  /** Whether names resolve: `sn.test`, by the router that a host is behind. Default: no. */
  readonly dns?: boolean;
}

/** A network of named nodes. Throws ConfigError for a bad or repeated name, and for a host option that needs a public host. */
export function topology<Nodes extends Readonly<Record<string, Node>>>(
  name: string,
  nodes: Nodes,
  { dns = false }: NetworkOptions = {},
): Topology<HostNames<Nodes>, RouterNames<Nodes>> {
  const checked: Topology<HostNames<Nodes>, RouterNames<Nodes>> = { name, nodes, ...(dns && { dns }) };
  return checkTopology(checked);
}
