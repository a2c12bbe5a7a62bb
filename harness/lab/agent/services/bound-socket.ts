import { createSocket, type Socket } from "node:dgram";
import type { Endpoint } from "../../../../src/base/address/endpoint.ts";
import { isIpv6 } from "../../../../src/base/address/ip.ts";
import { LabError } from "../../lab-error.ts";

/**
 * A UDP socket, bound in the thread's current network namespace, where it stays. Bound synchronously, so that the caller
 * can leave the namespace at once. Throws LabError.
 */
export function boundSocket({ address, port }: Endpoint, heard: (bytes: Uint8Array, from: Endpoint) => void): Socket {
  // bind creates the descriptor, but first looks even numeric addresses up: a synchronous lookup keeps it in this turn.
  const family = isIpv6(address) ? 6 : 4;
  const socket = createSocket({ type: `udp${family}`, lookup: (name, _options, done) => done(null, name, family) });
  const failures: Error[] = [];
  // An ICMP error, or a network that is gone: as if the datagram was lost.
  socket.on("error", (error) => failures.push(error));
  socket.on("message", (bytes, from) => heard(bytes, { address: from.address, port: from.port }));
  socket.bind({ address, port, exclusive: true });
  const [failure] = failures.splice(0);
  if (failure !== undefined) throw new LabError(`cannot bind ${address}:${port}`, { output: failure.message });
  return socket;
}
