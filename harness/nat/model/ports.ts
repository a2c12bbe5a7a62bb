import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { blocks } from "../../topology/nat/check.ts";
import { externalAddresses, type PortRange, type Translation } from "../../topology/nat/nat.ts";
import { portSources, allocationTries, type PortPool, type PortSource } from "../nft/pool.ts";

/**
 * Allocates external ports in the order of the pool, round and round. The order does not depend on which are free, because
 * a packet filter can only take the next one and test it (`numgen inc`).
 */
export class PortAllocator {
  readonly #keeps: PortRange | undefined;
  readonly #sources: readonly (PortSource & { next: number })[];
  readonly #tries: number;

  constructor(nat: Translation, pool: PortPool, seed: number) {
    this.#keeps = nat.ports === "preserving" ? (nat.range ?? { first: 0, last: 0xffff }) : undefined;
    const sources = portSources(nat, pool, seed);
    this.#sources = sources.map((source) => ({ ...source, next: 0 }));
    this.#tries = allocationTries(sources);
  }

  /** Undefined = none free within the tries allowed. */
  allocate({ address, port: insidePort }: Endpoint, isFree: (port: number) => boolean): number | undefined {
    const keeps = this.#keeps;
    if (keeps !== undefined && keeps.first <= insidePort && insidePort <= keeps.last && isFree(insidePort)) {
      return insidePort;
    }
    const block = Number(address.split(".").at(-1)) % blocks;
    const own = this.#sources.find(
      (source) => (source.block ?? block) === block && (source.odd ?? insidePort % 2 === 1) === (insidePort % 2 === 1),
    );
    for (let i = 0; own !== undefined && i < this.#tries; i++) {
      const port = own.ports[own.next]!;
      own.next = (own.next + 1) % own.ports.length;
      if (isFree(port)) return port;
    }
    return undefined;
  }
}

/** The external addresses, assigned in turn to endpoints without one. */
export class AddressPool {
  readonly #addresses: readonly string[];
  #count = 0;

  constructor(nat: Translation, addresses: readonly string[]) {
    this.#addresses = addresses.slice(0, externalAddresses(nat));
  }

  next(): string {
    return this.#addresses[this.#count++ % this.#addresses.length]!;
  }
}
