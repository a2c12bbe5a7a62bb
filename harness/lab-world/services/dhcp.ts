import type { Lab } from "../../lab/lab.ts";
import { dhcpServers } from "../../services/dhcp/servers.ts";
import type { NetworkState } from "../../topology/network-state.ts";

/** Tunable, in milliseconds: how long a host may take to get an address, besides the time that it waits to renew it. */
const tuned = { patience: 10_000 } as const;

/** Starts the servers of routers that give out addresses; resolves when every host has its own. */
export async function startDhcp(lab: Lab, { topology, addresses }: NetworkState): Promise<void> {
  const servers = dhcpServers(topology, addresses);
  if (servers.length === 0) return;
  await lab.serveDhcp(servers);
  const all = servers.flatMap(({ hosts }) => hosts.map(({ node, address }) => [node, address] as const));
  await lab.awaitLeases(Object.fromEntries(all), tuned.patience);
}

/** Whether the host gets its address by DHCP. If so, its server gives it the planned one; resolves when it has that. */
export async function renewedLease(lab: Lab, { topology, addresses }: NetworkState, host: string): Promise<boolean> {
  const servers = dhcpServers(topology, addresses);
  for (const { hosts, lease } of servers) {
    const own = hosts.find(({ node }) => node === host);
    if (own === undefined) continue;
    await lab.serveDhcp(servers);
    await lab.awaitLeases({ [host]: own.address }, lease * 1000 + tuned.patience);
    return true;
  }
  return false;
}
