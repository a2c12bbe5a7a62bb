import { forwarding } from "../nat/nft/forwarding.ts";
import type { PortMappingProtocol } from "../topology/port-mapping.ts";
import type { AddressPlan } from "../topology/plan/addresses.ts";
import { ipv4AddressOf } from "../topology/plan/plan-addresses.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/** Debian's miniupnpd, as in many home routers. */
export const portMappingCommand = "miniupnpd";

/** A router that maps ports when asked. */
export interface MappingRouter {
  readonly router: string;
  /** Its configuration file. */
  readonly config: string;
  /** The UDP port that is open when it is ready: of PCP and NAT-PMP, or of SSDP. */
  readonly readyPort: number;
}

export const mapsPorts = (topology: Topology): boolean => routersOf(topology).length > 0;

export const mappingRouters = (topology: Topology, plan: AddressPlan): readonly MappingRouter[] =>
  routersOf(topology).map(({ name, protocols }) => ({
    router: name,
    config: configOf(protocols, ipv4AddressOf(plan, name, "lan")!),
    readyPort: readyPort(protocols),
  }));

const routersOf = (topology: Topology) =>
  [...walk(topology)].flatMap(({ name, node }) =>
    node.kind === "router" && node.portMapping !== undefined ? [{ name, protocols: node.portMapping }] : [],
  );

const readyPort = (protocols: readonly PortMappingProtocol[]): number => (protocols.includes("pcp") ? 5351 : 1900);

export const portMappingArguments = (config: string, pidFile: string): readonly string[] => [
  portMappingCommand,
  ...["-d", "-4", "-f", config, "-P", pidFile],
];

/** `lan` = an address in the router's inside /24. */
function configOf(protocols: readonly PortMappingProtocol[], lan: string): string {
  const network = lan.split(".").slice(0, 3).join(".");
  const yes = (name: PortMappingProtocol) => (protocols.includes(name) ? "yes" : "no");
  return [
    "ext_ifname=wan",
    "listening_ip=lan",
    "http_port=5000",
    `enable_natpmp=${yes("nat-pmp")}`,
    `enable_upnp=${yes("upnp")}`,
    // A host may map ports only to itself.
    "secure_mode=yes",
    "min_lifetime=2",
    "max_lifetime=86400",
    "notify_interval=60",
    "system_uptime=no",
    "uuid=00000000-0000-4000-8000-000000000001",
    `upnp_table_name=${forwarding.table}`,
    `upnp_nat_table_name=${forwarding.table}`,
    `upnp_forward_chain=${forwarding.forward}`,
    `upnp_nat_chain=${forwarding.redirect}`,
    `upnp_nat_postrouting_chain=${forwarding.source}`,
    `allow 1024-65535 ${network}.0/24 1024-65535`,
    "deny 0-65535 0.0.0.0/0 0-65535",
    "",
  ].join("\n");
}
