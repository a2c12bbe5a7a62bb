import { checkTopology } from "./check.ts";
import { parseLink, type LinkSpec } from "./link-spec.ts";
import type { PresetName } from "./nat/presets.ts";
import type { Preset6Name } from "./nat/presets-ipv6.ts";
import type { Nat } from "./nat/nat.ts";
import { nat6Written, natWritten } from "./nat/written.ts";
import type { PortMappingProtocol } from "./port-mapping.ts";
import type { HostNames, HostNode, Node, RouterNames, RouterNode, Topology } from "./topology.ts";

export interface HostOptions {
  readonly link?: LinkSpec;
  /** Public hosts only. */
  readonly addresses?: number;
  /** Public hosts only: it has an IPv6 address too. */
  readonly ipv6?: boolean;
  /** Routers to whose LANs it can move its cable during a run. */
  readonly roams?: readonly string[];
}

export interface RouterOptions<Lan> {
  /** The NAT, or the name of a preset. */
  readonly nat: Nat | PresetName;
  /** What is really built, when it is to differ from `nat`: only to show that the proof notices. */
  readonly builtAs?: Nat | PresetName;
  /** What it does with IPv6, or the name of a preset; absent = there is none here. Routers at the top only. */
  readonly ipv6?: Nat | Preset6Name;
  readonly link?: LinkSpec;
  /** Client isolation: what stands in the LAN hears the router and nobody else, as in a hotel's. */
  readonly isolated?: boolean;
  /** How its hosts can ask it to forward a port; absent = not at all. */
  readonly portMapping?: readonly PortMappingProtocol[];
  readonly lan: Lan;
}

export function host({ link = {}, addresses = 1, ipv6 = false, roams }: HostOptions = {}): HostNode {
  return { kind: "host", link: parseLink(link), addresses, ...(ipv6 && { ipv6 }), ...(roams && { roams }) };
}

/** Throws ConfigError, with the names that there are, for a NAT that is none. */
export function router<Lan extends Readonly<Record<string, Node>>>({
  nat,
  builtAs,
  ipv6,
  link = {},
  isolated = false,
  portMapping,
  lan,
}: RouterOptions<Lan>): RouterNode & { readonly lan: Lan } {
  return {
    kind: "router",
    nat: natWritten(nat, "nat"),
    ...(builtAs !== undefined && { builtAs: natWritten(builtAs, "builtAs") }),
    ...(ipv6 !== undefined && { ipv6: nat6Written(ipv6, "ipv6") }),
    link: parseLink(link),
    lan,
    ...(isolated && { isolated }),
    ...(portMapping && { portMapping }),
  };
}

/** Throws ConfigError when a name is unfit or used twice, or a host has what only public hosts may have. */
export function topology<Nodes extends Readonly<Record<string, Node>>>(
  name: string,
  nodes: Nodes,
): Topology<HostNames<Nodes>, RouterNames<Nodes>> {
  const checked: Topology<HostNames<Nodes>, RouterNames<Nodes>> = { name, nodes };
  return checkTopology(checked);
}
