import { lookup } from "node:dns/promises";

/** The IPv4 addresses of a host name as the system resolves it; none when it cannot. Never rejects. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { family: 4, all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
