import { lookup } from "node:dns/promises";
import { isIpv6 } from "../base/address/ip.ts";
import { sourceAddress } from "./network/source-address.ts";

/**
 * The addresses of a host name as resolved by the system, IPv4 first; empty if it cannot be resolved. Of a name with both
 * families, those that this machine has a route to, if any. Never rejects.
 */
export async function resolveHost(host: string): Promise<readonly string[]> {
  try {
    const found = await lookup(host, { all: true, verbatim: true });
    const all = found.sort((a, b) => a.family - b.family).map(({ address }) => address);
    if (new Set(all.map(isIpv6)).size < 2) return all;
    const routed = await Promise.all(all.map(async (address) => ((await sourceAddress(address)) ? [address] : [])));
    return routed.some((one) => one.length > 0) ? routed.flat() : all;
  } catch {
    return [];
  }
}
