import type { Instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { tuned } from "../timing.ts";
import type { AddressLease } from "./lease.ts";

/** The leases of one community: at most one of an address, of a MAC address and of an identity. Bounded. */
export class CommunityLeases {
  /** The ones longest unchanged first. */
  readonly #byAddress = new Map<string, AddressLease>();
  readonly #byMac = new Map<Mac, AddressLease>();
  readonly #byIdentity = new Map<string, AddressLease>();

  get size(): number {
    return this.#byAddress.size;
  }

  all(): IterableIterator<AddressLease> {
    return this.#byAddress.values();
  }

  at(address: string): AddressLease | undefined {
    return this.#byAddress.get(address);
  }

  of(identity: string, mac: Mac | undefined): AddressLease | undefined {
    const known = identity === "" ? undefined : this.#byIdentity.get(identity);
    return known ?? (mac === undefined ? undefined : this.#byMac.get(mac));
  }

  /** Replaces those of the same address, MAC address or identity. */
  set(lease: AddressLease): void {
    for (const other of [this.at(lease.address), this.#byMac.get(lease.mac), this.#byIdentity.get(lease.identity)])
      if (other !== undefined) this.remove(other);
    if (this.size >= tuned.leasesPerCommunity && !this.reclaim()) return;
    this.#byAddress.set(lease.address, lease);
    this.#byMac.set(lease.mac, lease);
    if (lease.identity !== "") this.#byIdentity.set(lease.identity, lease);
  }

  remove(lease: AddressLease): void {
    this.#byAddress.delete(lease.address);
    this.#byMac.delete(lease.mac);
    this.#byIdentity.delete(lease.identity);
  }

  /** Gives up the one that has been unused for the longest time; false = all are in use. */
  reclaim(): boolean {
    let oldest: AddressLease | undefined;
    for (const lease of this.all()) {
      if (!lease.isInUse && (oldest === undefined || lease.lastSeen < oldest.lastSeen)) oldest = lease;
    }
    if (oldest !== undefined) this.remove(oldest);
    return oldest !== undefined;
  }

  /** Those unused since before `limit`. Returns whether there were any. */
  expire(limit: Instant): boolean {
    const over = [...this.all()].filter(({ isInUse, lastSeen }) => !isInUse && lastSeen < limit);
    for (const lease of over) this.remove(lease);
    return over.length > 0;
  }
}
