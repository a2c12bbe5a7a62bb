import type { Mac } from "../../../src/base/address/mac.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import { ipv4AddressOf } from "../../topology/plan/plan-addresses.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import { resolver } from "../dns/servers.ts";
import type { DhcpServer } from "./server.ts";

/** What the routers give out now: to each host of their LAN the address that is planned for it. */
export function dhcpServers(topology: Topology, plan: AddressPlan): readonly DhcpServer[] {
  return [...walk(topology)].flatMap(({ name, node }): DhcpServer[] => {
    if (node.kind !== "router" || node.dhcp === undefined) return [];
    const hosts = Object.entries(node.lan).flatMap(([host, one]) =>
      one.kind === "host" ? [{ node: host, mac: hostMac(host), address: ipv4AddressOf(plan, host, "eth0")! }] : [],
    );
    return [
      {
        node: name,
        address: ipv4AddressOf(plan, name, "lan")!,
        mask: "255.255.255.0",
        ...(topology.dns && { resolver: resolver.ipv4 }),
        lease: node.dhcp.lease / 1000,
        hosts,
      },
    ];
  });
}

/** The MAC address of a host that asks for its IPv4 address: always the same for a name. Locally administered. */
export function hostMac(host: string): Mac {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(host)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const own = Buffer.alloc(4);
  own.writeUInt32BE(hash);
  return ["02", "4e", ...[...own].map((byte) => byte.toString(16).padStart(2, "0"))].join(":") as Mac;
}
