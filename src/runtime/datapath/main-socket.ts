import type { Endpoint } from "../../base/address/endpoint.ts";
import { isIpv6 } from "../../base/address/ip.ts";
import type { Datagram } from "./datapath.ts";
import { localAddresses } from "./local-addresses.ts";
import { bindRefused, UdpSocket } from "./udp-socket.ts";
import type { SocketMarking } from "./marked-socket.ts";

export const anyAddress = "0.0.0.0";
const anyIpv6 = "::";

export interface MainSocketSettings {
  /** 0.0.0.0 = every address, of both families if the machine has IPv6. */
  readonly bind: Endpoint;
  /**
   * If bound to every address: report which of them a datagram was sent to, and answer from it. Node has no
   * IP_PKTINFO, so each address gets a socket of its own; the kernel delivers a datagram to the most specific one.
   */
  readonly perAddress: boolean;
  /** Absent = the system's defaults. */
  readonly marking?: SocketMarking;
}

export interface MainSocketSink {
  datagram(datagram: Datagram): void;
  broken(error: Error): void;
}

/** The program's main socket; in fact several if each local address has its own. */
export class MainSocket implements AsyncDisposable {
  readonly #main: UdpSocket;
  readonly #perAddress: boolean;
  #marking: SocketMarking | undefined;
  readonly #sink: MainSocketSink;
  /** Beside a main socket that is bound to every IPv4 address. */
  #ipv6: UdpSocket | undefined;
  readonly #byAddress = new Map<string, UdpSocket>();
  #closed = false;

  private constructor(
    main: UdpSocket,
    { perAddress, marking }: Omit<MainSocketSettings, "bind">,
    sink: MainSocketSink,
  ) {
    this.#main = main;
    this.#marking = marking;
    this.#perAddress = perAddress;
    this.#sink = sink;
  }

  /** Rejects with ConfigError if the address or port is not available. */
  static async open({ bind, perAddress, marking }: MainSocketSettings, sink: MainSocketSink): Promise<MainSocket> {
    const shared = perAddress && bind.address === anyAddress;
    try {
      // Sockets that share a port do not notice another program that shares it as well; one that does not share does.
      if (shared && bind.port !== 0) await (await UdpSocket.bind(bind, false))[Symbol.asyncDispose]();
      const main = await UdpSocket.bind(bind, shared, marking);
      const opened = new MainSocket(main, { perAddress: shared, ...(marking && { marking }) }, sink);
      main.onError((error) => sink.broken(error));
      const known = bind.address === anyAddress ? {} : { local: main.local };
      main.onDatagram((bytes, remote) => sink.datagram({ remote, bytes, ...known }));
      if (bind.address === anyAddress) await opened.#openIpv6();
      await opened.followAddresses();
      return opened;
    } catch (error) {
      throw bindRefused(error, bind);
    }
  }

  get local(): Endpoint {
    return this.#main.local;
  }

  send({ bytes, remote, local, ttl }: Datagram, done: (refusal: string | undefined) => void): void {
    const from = local === undefined ? undefined : this.#byAddress.get(local.address);
    const main = isIpv6(remote.address) ? (this.#ipv6 ?? this.#main) : this.#main;
    (from ?? main).send(bytes, remote, done, ttl);
  }

  /** Routers may fragment what is sent from now on, or not. */
  fragments(allowed: boolean): void {
    if (this.#marking !== undefined) this.#marking = { ...this.#marking, pathMtuDiscovery: !allowed };
    for (const socket of [this.#main, this.#ipv6, ...this.#byAddress.values()]) socket?.fragments(allowed);
  }

  /** Opens sockets for new addresses and closes those of addresses that are gone. */
  async followAddresses(): Promise<void> {
    if (!this.#perAddress || this.#closed) return;
    const present = new Set(localAddresses().map(({ address }) => address));
    for (const address of this.#byAddress.keys()) if (!present.has(address)) this.#forget(address);
    const fresh = [...present].filter((address) => !this.#byAddress.has(address));
    await Promise.all(fresh.map((address) => this.#follow(address)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const others = [...(this.#ipv6 === undefined ? [] : [this.#ipv6]), ...this.#byAddress.values()];
    await Promise.all([this.#main, ...others].map((socket) => socket[Symbol.asyncDispose]()));
  }

  async #openIpv6(): Promise<void> {
    try {
      this.#ipv6 = await UdpSocket.bind({ address: anyIpv6, port: this.#main.local.port }, false, this.#marking);
    } catch {
      // No IPv6 on this machine, or another program has that IPv6 port: IPv4 still works.
      return;
    }
    this.#ipv6.onError(() => undefined);
    this.#ipv6.onDatagram((bytes, remote) => this.#sink.datagram({ remote, bytes }));
  }

  async #follow(address: string): Promise<void> {
    const local = { address, port: this.#main.local.port };
    let socket: UdpSocket;
    try {
      socket = await UdpSocket.bind(local, true, this.#marking);
    } catch {
      // The address may have disappeared; otherwise the main socket still answers there.
      return;
    }
    if (this.#closed || this.#byAddress.has(address)) return socket[Symbol.asyncDispose]();
    this.#byAddress.set(address, socket);
    socket.onError(() => this.#forget(address));
    socket.onDatagram((bytes, remote) => this.#sink.datagram({ remote, local, bytes }));
  }

  #forget(address: string): void {
    void this.#byAddress.get(address)?.[Symbol.asyncDispose]();
    this.#byAddress.delete(address);
  }
}
