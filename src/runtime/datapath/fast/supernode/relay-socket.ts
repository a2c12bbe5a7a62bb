import type { Endpoint } from "../../../../base/address/endpoint.ts";
import type { SocketMarking } from "../../marked-socket.ts";
import { openUdpSocket, setOption } from "../shared/offloads.ts";

/** linux/in.h. */
const spec = { ipLevel: 0, packetInfo: 8 } as const;

const tuned = {
  /** All senders share one queue: room for some tens of milliseconds of a flood while the thread has no processor. */
  socketBuffer: 16 << 20,
} as const;

/**
 * The UDP socket; it reports to which of our addresses a datagram was sent. Throws ConfigError if it cannot be opened.
 */
export function openRelaySocket(
  at: Endpoint,
  marking?: SocketMarking,
): { readonly fd: number; readonly local: Endpoint } {
  const opened = openUdpSocket(at, marking, tuned.socketBuffer);
  setOption(opened.fd, spec.ipLevel, spec.packetInfo, 1);
  return opened;
}
