import { lookup } from "node:dns/promises";
import { ipBytes, ipText } from "../../base/address/ip.ts";
import { behindNat64 } from "../../base/address/nat64.ts";

/** RFC 7050 §2.2: a name that has these IPv4 addresses, and IPv6 addresses only where DNS64 makes them. */
const known = { name: "ipv4only.arpa", addresses: ["192.0.0.170", "192.0.0.171"] } as const;

/** The /96 by which this network reaches IPv4 through NAT64, without its length; undefined = it has none, or another length. */
export async function discoverNat64(
  lookUp: () => Promise<readonly { readonly address: string }[]> = () => lookup(known.name, { family: 6, all: true }),
): Promise<string | undefined> {
  try {
    return prefixIn((await lookUp()).map(({ address }) => address));
  } catch {
    return undefined;
  }
}

function prefixIn(addresses: readonly string[]): string | undefined {
  for (const address of addresses) {
    const bytes = ipBytes(address);
    if (bytes?.length !== 16) continue;
    const prefix = ipText(Uint8Array.from(bytes, (byte, i) => (i < 12 ? byte : 0)));
    if (known.addresses.some((one) => behindNat64(address, prefix) === one)) return prefix;
  }
  return undefined;
}
