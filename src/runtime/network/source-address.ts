import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIpv6 } from "../../base/address/ip.ts";

/** The local address that the kernel would use towards a numeric address; undefined = no route. */
export async function sourceAddress(towards: string): Promise<string | undefined> {
  const socket = createSocket(isIpv6(towards) ? "udp6" : "udp4");
  try {
    // Connecting a UDP socket sends nothing; any port will do.
    const connected = once(socket, "connect");
    socket.connect(9, towards);
    await connected;
    return socket.address().address;
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}
