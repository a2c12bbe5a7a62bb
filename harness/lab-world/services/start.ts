import type { Lab } from "../../lab/lab.ts";
import type { NetworkState } from "../../topology/network-state.ts";
import { startDhcp } from "./dhcp.ts";
import { startNames } from "./names.ts";
import { startNat64 } from "./nat64.ts";
import { startPortMapping } from "./port-mapping.ts";

/** What routers run beside their NAT. `folder`: for its configuration and logs. Throws LabError. */
export async function startServices(lab: Lab, state: NetworkState, folder: string): Promise<void> {
  await startNat64(lab, folder);
  await startDhcp(lab, state);
  await startNames(lab, state);
  await startPortMapping(lab, folder);
}
