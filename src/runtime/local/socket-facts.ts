import { close } from "../datapath/libc.ts";
import { markedSocket } from "../datapath/marked-socket.ts";
import { ownSockets, type SocketFacts, socketsAt } from "./socket-owner.ts";

/** Of this machine, in this network namespace. */
export const systemSockets: SocketFacts = { at: (port) => socketsAt(port), own: ownSockets, isShareable };

/**
 * Linux lets two users share a UDP port if both set SO_REUSEADDR (socket(7)), so anyone who can bind the port now
 * could have had it a moment ago. A port reserved for root (EACCES) cannot be shared by others.
 */
function isShareable(port: number): boolean {
  try {
    close(markedSocket({ address: "127.0.0.1", port }, true, { tos: 0, pathMtuDiscovery: false }));
    return true;
  } catch {
    return false;
  }
}
