import { lookup } from "node:dns/promises";

/**
 * The addresses of a host name as resolved by the system, IPv4 first; empty if it cannot be resolved. Never rejects.
 */
export async function resolveHost(host: string): Promise<readonly string[]> {
  try {
    const found = await lookup(host, { all: true, verbatim: true });
    return found.sort((a, b) => a.family - b.family).map(({ address }) => address);
  } catch {
    return [];
  }
}
