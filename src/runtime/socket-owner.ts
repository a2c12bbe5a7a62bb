import { readFileSync } from "node:fs";

/** The kernel's tables of UDP sockets (proc_net(5)), and how they write the addresses that can send from 127.0.0.1. */
const tables = [
  { path: "/proc/net/udp", addresses: ["00000000", "0100007F"] },
  { path: "/proc/net/udp6", addresses: ["0".repeat(32), "0000000000000000FFFF00000100007F"] },
] as const;

const fields = { local: 1, user: 7 } as const;

/**
 * The users whose programs have a socket from which a datagram of 127.0.0.1 and this port can have come; empty when the
 * socket is gone, or the system does not tell.
 */
export function loopbackOwners(port: number, read = readTable): ReadonlySet<number> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const owners = new Set<number>();
  for (const { path, addresses } of tables) {
    for (const line of read(path).split("\n").slice(1)) {
      const row = line.trim().split(/\s+/);
      const local = row[fields.local];
      if (addresses.some((address) => local === address + suffix)) owners.add(Number(row[fields.user]));
    }
  }
  return owners;
}

/** A program of root, or of the user who started this one, and of nobody else besides. */
export function isTrustedOnLoopback(port: number, starter: number, owners = loopbackOwners(port)): boolean {
  return owners.size > 0 && [...owners].every((owner) => owner === 0 || owner === starter);
}

function readTable(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
