import { setTimeout as sleep } from "node:timers/promises";
import { isIpv6 } from "../../base/address/ip.ts";
import { discoverNat64 } from "../../runtime/network/discover-nat64.ts";
import { sourceAddress } from "../../runtime/network/source-address.ts";
import { resolveHost } from "../../runtime/resolver.ts";
import type { EdgeSettings } from "./options.ts";

/** Tunable: how long start-up waits for a name, in milliseconds. */
const tuned = { lookup: 2000 } as const;

/**
 * True if the local address is IPv6, if some supernode has IPv6 addresses only, or if this machine has no IPv4 to reach
 * theirs, but NAT64.
 */
export async function usesIpv6({ bind, config }: Pick<EdgeSettings, "bind" | "config">): Promise<boolean> {
  if (bind !== undefined && isIpv6(bind.address)) return true;
  const found = await Promise.all(
    config.supernodes.map(({ host }) => Promise.race([resolveHost(host), sleep(tuned.lookup, [], { ref: false })])),
  );
  if (found.some((addresses) => addresses.length > 0 && addresses.every(isIpv6))) return true;
  const ways = await Promise.all(found.flat().map(sourceAddress));
  return ways.length > 0 && ways.every((way) => way === undefined) && (await discoverNat64()) !== undefined;
}
