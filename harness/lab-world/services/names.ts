import type { Lab } from "../../lab/lab.ts";
import { dnsServers, resolvConf } from "../../services/dns/servers.ts";
import type { NetworkState } from "../../topology/network-state.ts";

/** From now on names resolve in the laboratory, if its topology has DNS. */
export async function startNames(lab: Lab, state: NetworkState): Promise<void> {
  if (state.topology.dns !== true) return;
  await updateNames(lab, state);
  await lab.useResolver(resolvConf(state.addresses.ipv6 !== undefined));
}

/** Names lead to the addresses that nodes have now. */
export async function updateNames(lab: Lab, { topology, addresses }: NetworkState): Promise<void> {
  if (topology.dns === true) await lab.serveNames(dnsServers(topology, addresses), addresses.ipv6 !== undefined);
}
