import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Datagram } from "./datapath.ts";
import { underlayAddresses } from "./local-addresses.ts";
import { UdpSocket } from "./udp-socket.ts";

/** Fact sheet §17; changing it breaks interoperation. */
export const discoveryGroup: Endpoint = { address: "224.0.0.68", port: 1968 };

/** Receives what edges on the local network announce to the discovery group. */
export class DiscoverySocket implements AsyncDisposable {
  readonly #socket: UdpSocket;
  readonly #joined = new Set<string>();

  private constructor(socket: UdpSocket) {
    this.#socket = socket;
  }

  /** Rejects with the system's error if the group's port cannot be shared. */
  static async open(take: (datagram: Datagram) => void): Promise<DiscoverySocket> {
    // Bound to the group, not to an address: datagrams sent directly to this port are not announcements.
    const socket = await UdpSocket.bind(discoveryGroup, true);
    socket.onError(() => undefined);
    socket.onDatagram((bytes, remote) => take({ remote, bytes, multicast: true }));
    return new DiscoverySocket(socket);
  }

  /**
   * Listens on every network that the machine is on now, except overlays. `tap` is our own interface, which /sys may
   * not show.
   */
  followAddresses(tap: string | undefined): void {
    const present = underlayAddresses().filter(({ device, internal }) => device !== tap && !internal);
    for (const gone of this.#joined) if (!present.some(({ address }) => address === gone)) this.#joined.delete(gone);
    for (const { address } of present) {
      if (this.#joined.has(address)) continue;
      this.#joined.add(address);
      try {
        this.#socket.join(discoveryGroup.address, address);
      } catch {
        // No multicast on this network, or already joined by another of its addresses: nothing is lost.
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket[Symbol.asyncDispose]();
  }
}
