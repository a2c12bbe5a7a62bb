import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Datagram } from "./datapath.ts";
import { underlayAddresses } from "./local-addresses.ts";
import { UdpSocket } from "./udp-socket.ts";

/** Fact sheet §17; changing it breaks interop. */
export const discoveryGroup: Endpoint = { address: "224.0.0.68", port: 1968 };

/** Hears what edges of the local network announce to the discovery group. */
export class DiscoverySocket implements AsyncDisposable {
  readonly #socket: UdpSocket;
  readonly #joined = new Set<string>();

  private constructor(socket: UdpSocket) {
    this.#socket = socket;
  }

  /** Rejects with the system's error when the group's port cannot be shared. */
  static async open(take: (datagram: Datagram) => void): Promise<DiscoverySocket> {
    // Bound to the group, not to an address: what strangers send directly to this port is not an announcement.
    const socket = await UdpSocket.bind(discoveryGroup, true);
    socket.onError(() => undefined);
    socket.onDatagram((bytes, remote) => take({ remote, bytes, multicast: true }));
    return new DiscoverySocket(socket);
  }

  /**
   * Listens on every network the machine is on now, but not through overlays: `tap` is our own interface, and /sys may
   * not know it.
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
        // No multicast on this network, or joined by another address of it: nothing is lost.
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket[Symbol.asyncDispose]();
  }
}
