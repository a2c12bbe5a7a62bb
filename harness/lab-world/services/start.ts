import type { Lab } from "../../lab/lab.ts";
import type { NetworkState } from "../../topology/network-state.ts";
import { startDhcp } from "./dhcp.ts";
import { startNames } from "./names.ts";
import { startNat64 } from "./nat64.ts";
import { startPortMapping } from "./port-mapping.ts";

/** What routers run beside their NAT. `folder`: for its configuration and logs. Throws LabError. */
export async function startServices(lab: Lab, state: NetworkState, folder: string): Promise<void> {
  const { topology, addresses } = state;
  await startNat64(lab, topology, addresses, folder);
  await startDhcp(lab, state);
  await startNames(lab, state);
  await startPortMapping(lab, topology, addresses, folder);
}
