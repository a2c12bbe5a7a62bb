import type { Endpoint } from "../../base/address/endpoint.ts";
import { isIpv6 } from "../../base/address/ip.ts";
import type { Datagram, Datapath, DatapathCounters, DatapathSink, RelayTable, TapSettings } from "./datapath.ts";
import { UdpSocket } from "./udp-socket.ts";
import type { SocketMarking } from "./marked-socket.ts";

/** A datapath with a known local address. */
export type BoundDatapath = Datapath & { readonly local: Endpoint | undefined };

/**
 * An IPv4 datapath with a plain IPv6 socket on the same port beside it. On a machine without IPv6, or if another
 * program has that IPv6 port, just the datapath.
 */
export class BesideIpv6 implements Datapath {
  readonly counters: DatapathCounters;
  readonly relaying?: RelayTable;
  readonly #ipv4: BoundDatapath;
  readonly #marking: SocketMarking;
  readonly #here = { datagramsIn: 0, datagramsOut: 0, refused: 0 };
  #ipv6: UdpSocket | undefined;

  constructor(ipv4: BoundDatapath, marking: SocketMarking) {
    this.#ipv4 = ipv4;
    this.#marking = marking;
    if (ipv4.relaying !== undefined) this.relaying = ipv4.relaying;
    const here: Readonly<Record<string, number>> = this.#here;
    const names = Object.keys(ipv4.counters) as (keyof DatapathCounters)[];
    this.counters = Object.defineProperties(
      {},
      Object.fromEntries(
        names.map((name) => [name, { enumerable: true, get: () => (ipv4.counters[name] ?? 0) + (here[name] ?? 0) }]),
      ),
    ) as DatapathCounters;
  }

  async start(sink: DatapathSink): Promise<void> {
    await this.#ipv4.start(sink);
    try {
      const at = { address: "::", port: this.#ipv4.local!.port };
      this.#ipv6 = await UdpSocket.bind(at, false, this.#marking);
    } catch {
      return;
    }
    this.#ipv6.onError(() => undefined);
    this.#ipv6.onDatagram((bytes, remote) => {
      this.#here.datagramsIn++;
      sink.datagrams([{ remote, bytes }]);
    });
  }

  /** Local address of the IPv4 socket; known after `start`. */
  get local(): Endpoint | undefined {
    return this.#ipv4.local;
  }

  openTap(settings: TapSettings): Promise<void> {
    return this.#ipv4.openTap(settings);
  }

  /** In order within each family. */
  send(batch: readonly Datagram[]): void {
    if (!batch.some(isOverIpv6)) return this.#ipv4.send(batch);
    this.#ipv4.send(batch.filter((datagram) => !isOverIpv6(datagram)));
    for (const { bytes, remote, ttl } of batch.filter(isOverIpv6)) {
      if (this.#ipv6 === undefined) this.#here.refused++;
      else
        this.#ipv6.send(
          bytes,
          remote,
          (refusal) => this.#here[refusal === undefined ? "datagramsOut" : "refused"]++,
          ttl,
        );
    }
  }

  fragments(allowed: boolean): void {
    this.#ipv4.fragments?.(allowed);
    this.#ipv6?.fragments(allowed);
  }

  announce(bytes: Uint8Array): void {
    this.#ipv4.announce(bytes);
  }

  deliver(batch: readonly Uint8Array[]): void {
    this.#ipv4.deliver(batch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#ipv4[Symbol.asyncDispose](), this.#ipv6?.[Symbol.asyncDispose]()]);
  }
}

const isOverIpv6 = ({ remote }: Datagram): boolean => isIpv6(remote.address);
