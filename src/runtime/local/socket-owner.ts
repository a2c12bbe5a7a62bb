import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Endpoint } from "../../base/address/endpoint.ts";

/** The kernel's tables of UDP sockets (proc_net(5)), and their notation of addresses that can send from 127.0.0.1. */
const tables = [
  { path: "/proc/net/udp", addresses: ["00000000", "0100007F"] },
  { path: "/proc/net/udp6", addresses: ["0".repeat(32), "0000000000000000FFFF00000100007F"] },
] as const;

const fields = { local: 1, user: 7, inode: 9 } as const;

/** The only address of this machine whose senders these tables identify. */
const loopback = "127.0.0.1";

export interface OpenSocket {
  readonly user: number;
  readonly inode: string;
}

/** What the system reports about sockets. */
export interface SocketFacts {
  /**
   * The sockets that can have sent a datagram from 127.0.0.1 and this port; empty if the system does not report it.
   */
  at(port: number): readonly OpenSocket[];
  /** The inodes of this process's own sockets. */
  own(): ReadonlySet<string>;
  /** Whether another program could also have had a socket at this port of 127.0.0.1, and have closed it since. */
  isShareable(port: number): boolean;
}

/**
 * Whether a datagram was certainly sent by a program of root or of the user who started this one. A socket of this
 * process is no evidence: it sends itself no requests, so another program sent from its port.
 */
export function isTrustedOnLoopback(from: Endpoint, starter: number, facts: SocketFacts): boolean {
  if (from.address !== loopback) return false;
  const sockets = facts.at(from.port);
  if (sockets.length === 0 || sockets.some(({ user }) => user !== 0 && user !== starter)) return false;
  const own = facts.own();
  return sockets.every(({ inode }) => !own.has(inode)) && !facts.isShareable(from.port);
}

/** `read`: the text of a file. */
export function socketsAt(port: number, read = readTable): readonly OpenSocket[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const found: OpenSocket[] = [];
  for (const { path, addresses } of tables) {
    for (const line of read(path).split("\n").slice(1)) {
      const row = line.trim().split(/\s+/);
      const local = row[fields.local];
      if (!addresses.some((address) => local === address + suffix)) continue;
      found.push({ user: Number(row[fields.user]), inode: row[fields.inode]! });
    }
  }
  return found;
}

export function ownSockets(): ReadonlySet<string> {
  const inodes = new Set<string>();
  for (const fd of readdirSync("/proc/self/fd")) {
    const inode = /^socket:\[(\d+)\]$/.exec(targetOf(`/proc/self/fd/${fd}`))?.[1];
    if (inode !== undefined) inodes.add(inode);
  }
  return inodes;
}

function readTable(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    // Closed meanwhile, like the descriptor that read the folder.
    return "";
  }
}
