import { setTimeout as sleep } from "node:timers/promises";
import { isIpv6 } from "../../base/address/ip.ts";
import { resolveHost } from "../../runtime/resolver.ts";
import type { EdgeSettings } from "./options.ts";

/** Tunable: how long start-up waits for a name, in milliseconds. */
const tuned = { lookup: 2000 } as const;

/** True if the local address is IPv6, or if some supernode has IPv6 addresses only. */
export async function usesIpv6({ bind, config }: Pick<EdgeSettings, "bind" | "config">): Promise<boolean> {
  if (bind !== undefined && isIpv6(bind.address)) return true;
  const found = await Promise.all(
    config.supernodes.map(({ host }) => Promise.race([resolveHost(host), sleep(tuned.lookup, [], { ref: false })])),
  );
  return found.some((addresses) => addresses.length > 0 && addresses.every(isIpv6));
}
