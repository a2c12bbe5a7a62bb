import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import { behindNat64, throughNat64 } from "../../../src/base/address/nat64.ts";
import type { ProbeArrival, ProbeSocket, ProbeSockets } from "./sockets.ts";

/**
 * The same sockets, of which those on IPv6 addresses reach IPv4 servers through a NAT64: the prober sees IPv4 addresses on
 * both sides, and measures what NAT64 and the NAT behind it do together.
 */
export function nat64Sockets(sockets: ProbeSockets, prefix: string): ProbeSockets {
  const out = (to: Endpoint): Endpoint =>
    isIpv6(to.address) ? to : { ...to, address: throughNat64(to.address, prefix) };
  const back = ({ from, bytes }: ProbeArrival): ProbeArrival => ({
    from: { ...from, address: behindNat64(from.address, prefix) ?? from.address },
    bytes,
  });
  const inside = (socket: ProbeSocket): ProbeSocket => ({
    ...socket,
    send: (to, bytes) => socket.send(out(to), bytes),
    receive: async (match, timeoutMs) => {
      const arrival = await socket.receive(match, timeoutMs);
      return arrival && back(arrival);
    },
  });
  return {
    open: async (node, address, port, peer) =>
      isIpv6(address)
        ? inside(await sockets.open(node, address, port, peer && out(peer)))
        : sockets.open(node, address, port, peer),
    ...(sockets.dial && { dial: (node, to, timeoutMs) => sockets.dial!(node, out(to), timeoutMs) }),
  };
}
