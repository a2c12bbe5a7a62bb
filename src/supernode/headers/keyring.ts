import type { Endpoint } from "../../base/address/endpoint.ts";
import { endpointKey } from "../../base/address/endpoint.ts";
import { hostOf } from "../../base/address/host.ts";
import type { Lock, Opened } from "./lock.ts";

/** A datagram that one of the locks opened. */
export interface Found extends Opened {
  readonly lock: Lock;
}

/**
 * All locks. Encrypted headers do not say whose they are, so every lock has to be tried (fact sheet §8.2). Who was
 * understood before is most likely to use the same lock again: known sockets cost one try, and strangers pay for theirs.
 */
export class Keyring {
  #locks: readonly Lock[] = [];
  #young = new Map<string, Lock>();
  #old = new Map<string, Lock>();
  readonly #most: number;
  readonly #mostHosts: number;
  #hosts = new Set<string>();
  #hostsBefore = new Set<string>();

  /** Remembers the lock of at most twice `most` sockets, and twice `hosts` hosts that were understood. */
  constructor(most: number, hosts: number) {
    this.#most = most;
    this.#mostHosts = hosts;
  }

  /** Whether a datagram of this host was understood before, from whatever port. */
  knows(host: string): boolean {
    return this.#hosts.has(host) || this.#hostsBefore.has(host);
  }

  get size(): number {
    return this.#locks.length;
  }

  replace(locks: readonly Lock[]): void {
    this.#locks = locks;
    this.#young = new Map();
    this.#old = new Map();
  }

  /** With the lock that opened the last datagram from this socket. */
  openAgain(bytes: Uint8Array, from: Endpoint): Found | undefined {
    const key = endpointKey(from);
    const lock = this.#young.get(key) ?? this.#old.get(key);
    const opened = lock?.open(bytes);
    if (lock === undefined || opened === undefined) return undefined;
    this.#remember(key, lock);
    return { ...opened, lock };
  }

  /** With any lock. Costs `size` tries at most. */
  search(bytes: Uint8Array, from: Endpoint): Found | undefined {
    for (const lock of this.#locks) {
      const opened = lock.open(bytes);
      if (opened === undefined) continue;
      this.#remember(endpointKey(from), lock);
      this.#know(hostOf(from.address));
      return { ...opened, lock };
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

  #remember(key: string, lock: Lock): void {
    if (this.#young.get(key) === lock) return;
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, lock);
  }
}
