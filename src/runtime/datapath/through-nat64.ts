import { behindNat64, throughNat64 } from "../../base/address/nat64.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { isIpv6 } from "../../base/address/ip.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { BoundDatapath } from "./beside-ipv6.ts";
import type { Datagram, Datapath, DatapathCounters, DatapathSink, TapSettings } from "./datapath.ts";

/**
 * An IPv6 datapath on a network that reaches IPv4 by NAT64: whoever uses it sees IPv4 addresses, as the rest of the overlay
 * does, and so can send to what supernode and peers name.
 */
export class ThroughNat64 implements Datapath {
  readonly #ipv6: BoundDatapath;
  #prefix: string | undefined;

  /** `prefix`: a /96, without its length; undefined = IPv4 addresses are used as they are. */
  constructor(ipv6: BoundDatapath, prefix: string | undefined) {
    this.#ipv6 = ipv6;
    this.#prefix = prefix;
  }

  start(sink: DatapathSink): Promise<void> {
    return this.#ipv6.start({
      frames: (batch) => sink.frames(batch),
      datagrams: (batch) => sink.datagrams(this.#prefix === undefined ? batch : batch.map((one) => this.#at(one, behindNat64(one.remote.address, this.#prefix!)))), // prettier-ignore
      broken: (error) => sink.broken(error),
    });
  }

  /** The machine is on another network. */
  set prefix(prefix: string | undefined) {
    this.#prefix = prefix;
  }

  send(batch: readonly Datagram[]): void {
    const prefix = this.#prefix;
    if (prefix === undefined) return this.#ipv6.send(batch);
    this.#ipv6.send(
      batch.map((one) => (isIpv6(one.remote.address) ? one : this.#at(one, throughNat64(one.remote.address, prefix)))),
    );
  }

  get counters(): Readonly<DatapathCounters> {
    return this.#ipv6.counters;
  }

  get local(): Endpoint | undefined {
    return this.#ipv6.local;
  }

  openTap(settings: TapSettings): Promise<void> {
    return this.#ipv6.openTap(settings);
  }

  restoreMac(mac: Mac): boolean {
    return this.#ipv6.restoreMac?.(mac) ?? false;
  }

  fragments(allowed: boolean): void {
    this.#ipv6.fragments?.(allowed);
  }

  announce(bytes: Uint8Array): void {
    this.#ipv6.announce(bytes);
  }

  networkChanged(): void {
    this.#ipv6.networkChanged?.();
  }

  deliver(batch: readonly Uint8Array[]): void {
    this.#ipv6.deliver(batch);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#ipv6[Symbol.asyncDispose]());
  }

  #at(datagram: Datagram, address: string | undefined): Datagram {
    return address === undefined ? datagram : { ...datagram, remote: { ...datagram.remote, address } };
  }
}
