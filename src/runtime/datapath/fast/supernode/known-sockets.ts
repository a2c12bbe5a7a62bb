import type { Mac } from "../../../../base/address/mac.ts";
import { ipv4Word } from "../../../../base/address/ipv4-word.ts";
import type { RelayEdge } from "../../datapath.ts";

/** The sockets of registered edges, to prioritise datagrams for the program. */
export class KnownSockets {
  readonly #ofEdge = new Map<string, number>();
  /** Number of edges on each. */
  readonly #edges = new Map<number, number>();

  set({ community, mac, remote }: RelayEdge): void {
    this.remove(community, mac);
    const address = ipv4Word(remote.address);
    if (address === undefined) return;
    const socket = numberOf(address, remote.port);
    this.#ofEdge.set(`${community} ${mac}`, socket);
    this.#edges.set(socket, (this.#edges.get(socket) ?? 0) + 1);
  }

  remove(community: string, mac: Mac): void {
    const edge = `${community} ${mac}`;
    const socket = this.#ofEdge.get(edge);
    if (socket === undefined) return;
    this.#ofEdge.delete(edge);
    const left = this.#edges.get(socket)! - 1;
    if (left > 0) this.#edges.set(socket, left);
    else this.#edges.delete(socket);
  }

  /** `name`: a sockaddr_in. */
  has(name: DataView): boolean {
    return this.#edges.has(numberOf(name.getUint32(4, true), name.getUint16(2)));
  }
}

const numberOf = (address: number, port: number): number => (address >>> 0) * 2 ** 16 + port;
