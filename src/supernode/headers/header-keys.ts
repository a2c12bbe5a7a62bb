import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import { hostOf } from "../../base/address/host.ts";
import type { HeaderKey, OpenedByKey } from "./header-key.ts";

/** A datagram that one of the keys opened. */
export interface FoundKey extends OpenedByKey {
  readonly headerKey: HeaderKey;
}

/**
 * All header keys. An encrypted header does not identify its community, so every key has to be tried (fact sheet
 * §8.2). A sender is most likely to use the same key again, so known sockets cost one try, and the tries of strangers
 * are limited.
 */
export class HeaderKeys {
  #keys: readonly HeaderKey[] = [];
  #young = new Map<string, HeaderKey>();
  #old = new Map<string, HeaderKey>();
  readonly #most: number;
  readonly #mostHosts: number;
  #hosts = new Set<string>();
  #hostsBefore = new Set<string>();

  /** Remembers the key of at most twice `most` sockets, and at most twice `hosts` hosts. */
  constructor(most: number, hosts: number) {
    this.#most = most;
    this.#mostHosts = hosts;
  }

  /** Whether a datagram of this host was opened before, from any port. */
  knows(host: string): boolean {
    return this.#hosts.has(host) || this.#hostsBefore.has(host);
  }

  get size(): number {
    return this.#keys.length;
  }

  replace(headerKeys: readonly HeaderKey[]): void {
    this.#keys = headerKeys;
    this.#young = new Map();
    this.#old = new Map();
  }

  /** Tries the key that opened the last datagram from this socket. */
  openAgain(bytes: Uint8Array, from: Endpoint): FoundKey | undefined {
    const key = endpointKey(from);
    const headerKey = this.#young.get(key) ?? this.#old.get(key);
    const opened = headerKey?.open(bytes);
    if (headerKey === undefined || opened === undefined) return undefined;
    this.#remember(key, headerKey);
    return { ...opened, headerKey };
  }

  /** Tries all keys: at most `size` tries. */
  search(bytes: Uint8Array, from: Endpoint): FoundKey | undefined {
    for (const headerKey of this.#keys) {
      const opened = headerKey.open(bytes);
      if (opened === undefined) continue;
      this.#remember(endpointKey(from), headerKey);
      this.#know(hostOf(from.address));
      return { ...opened, headerKey };
    }
    return undefined;
  }

  #know(host: string): void {
    if (this.#hosts.has(host)) return;
    if (this.#hosts.size >= this.#mostHosts) {
      this.#hostsBefore = this.#hosts;
      this.#hosts = new Set();
    }
    this.#hosts.add(host);
  }

  #remember(key: string, headerKey: HeaderKey): void {
    if (this.#young.get(key) === headerKey) return;
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, headerKey);
  }
}
