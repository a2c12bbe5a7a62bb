import type { IpNet } from "../../base/address/endpoint.ts";
import { after, type Duration, type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { CommunityName } from "../../wire/message.ts";
import type { Community } from "../access/community.ts";
import { spanOf, type Span, hostNumber } from "../members/addresses.ts";
import { tuned } from "../timing.ts";
import { CommunityLeases } from "./community-leases.ts";
import { communityId, isFor, type AddressLease, type LeaseAsker } from "./lease.ts";
import type { LeaseConfig } from "./lease-config.ts";
import type { Reservations } from "./reservations.ts";

/** What is kept of a community. */
export interface KeptCommunity {
  /** A fingerprint: the name is a key if headers are encrypted. */
  readonly id: string;
  /** Undefined = secret, and not seen since the start. */
  name: CommunityName | undefined;
  /** Its headers are encrypted, so that its name is a key. */
  isSecret: boolean;
  /** The network that it drew; undefined = none yet. */
  network: IpNet | undefined;
  readonly leases: CommunityLeases;
}

/** The addresses that are kept for edges, whether they are registered or not (fact sheet §11.5 knows no such thing). */
export class LeaseBook {
  /** Counts changes worth saving. */
  version = 0;
  reservations: Reservations;
  time: Duration;
  readonly #communities = new Map<string, KeptCommunity>();
  /** The MAC address of edges whose reservation became known only when they registered, by identity. */
  readonly #macs = new Map<string, Mac>();
  /** Until then edges that had leases when the last run ended may still register. */
  readonly #settledAt: Instant;
  /** Of leases, at least. */
  #total = 0;
  #sweptAt: Instant | undefined;
  readonly #awaited = new Map<AddressLease, CommunityLeases>();

  constructor({ time, reservations, stored }: LeaseConfig, lifetime: Duration, now: Instant) {
    this.time = time;
    this.reservations = reservations;
    this.#settledAt = after(now, lifetime);
    for (const { id, name, network, leases } of stored) {
      const kept = this.#keep(id);
      kept.name = name;
      kept.network = network;
      for (const lease of leases) {
        // The clock may have been ahead.
        const restored = { ...lease, lastSeen: Math.min(lease.lastSeen, now) as Instant };
        kept.leases.set(restored);
        if (lease.isInUse) this.#awaited.set(restored, kept.leases);
      }
    }
  }

  all(): IterableIterator<KeptCommunity> {
    return this.#communities.values();
  }

  find(name: CommunityName): KeptCommunity | undefined {
    return this.#communities.get(communityId(name));
  }

  /** The network whose addresses edges of the community have; undefined = any. */
  networkOf(name: CommunityName): IpNet | undefined {
    const kept = this.find(name);
    return kept === undefined || kept.leases.size === 0 ? undefined : kept.network;
  }

  isNetworkOfOther(network: string, name: CommunityName): boolean {
    const own = communityId(name);
    for (const kept of this.all())
      if (kept.id !== own && kept.network?.address === network && kept.leases.size > 0) return true;
    return false;
  }

  /** The community must get another network: nothing else was left. */
  giveUp(network: string): void {
    for (const kept of this.all()) {
      if (kept.network?.address !== network) continue;
      this.#communities.delete(kept.id);
      this.version++;
    }
  }

  /** The addresses to try first, best first. */
  wishes(name: CommunityName, asker: LeaseAsker, subnet: IpNet): readonly string[] {
    const mac = asker.mac ?? this.#macs.get(asker.identity);
    const lease = this.find(name)?.leases.of(asker.identity, mac);
    const known = mac ?? lease?.mac;
    const addresses = [this.reservations.of(name, known, asker.description)?.address, lease?.address];
    return addresses.filter((address) => address !== undefined && isHostOf(subnet, address)) as readonly string[];
  }

  /** Whether the address is kept for another edge. */
  isKept(name: CommunityName, address: string, asker: LeaseAsker, now: Instant): boolean {
    this.#settle(now);
    if (this.reservations.at(name, address) !== undefined) return true;
    const lease = this.find(name)?.leases.at(address);
    return lease !== undefined && !this.#isOver(lease, now) && !isFor(lease, asker);
  }

  /** No address is left: gives up the lease that has been unused for the longest time. */
  reclaim(name: CommunityName): boolean {
    const isDone = this.find(name)?.leases.reclaim() ?? false;
    if (isDone) this.version++;
    return isDone;
  }

  /**
   * The edge would have got another address if its MAC address had been known when it asked. True once for each
   * identity: edges of the reference do not ask again.
   */
  mustAskAgain(name: CommunityName, { identity, mac }: LeaseAsker & { readonly mac: Mac }, address: string): boolean {
    const reserved = this.reservations.ofMac(name, mac);
    if (reserved === undefined || reserved.address === address || identity === "" || this.#macs.has(identity))
      return false;
    const [oldest] = this.#macs.keys();
    if (this.#macs.size >= tuned.leasesPerCommunity) this.#macs.delete(oldest!);
    this.#macs.set(identity, mac);
    return true;
  }

  /** Whether this edge has this address from us. */
  isLeased(name: CommunityName, { identity, mac }: LeaseAsker, address: string): boolean {
    const lease = this.find(name)?.leases.at(address);
    if (lease === undefined) return this.reservations.at(name, address) !== undefined;
    return lease.mac === mac || (identity !== "" && lease.identity === identity);
  }

  /** An edge has registered with an address that it got from us. */
  took({ name, subnet, headerKey }: Community, lease: Omit<AddressLease, "isInUse">): void {
    const kept = this.#keep(communityId(name));
    kept.name = name;
    kept.isSecret = headerKey !== undefined;
    kept.network = subnet ?? kept.network;
    if (this.#total >= tuned.leasesMost && !kept.leases.reclaim()) return;
    this.#total++;
    const before = kept.leases.at(lease.address);
    kept.leases.set({ ...lease, isInUse: true });
    if (before?.mac !== lease.mac || before.identity !== lease.identity) this.version++;
  }

  /** An edge is no longer registered. `wasThere` = it has shown that it received our answer. */
  left(name: CommunityName, address: string, mac: Mac, { at, wasThere }: { at: Instant; wasThere: boolean }): void {
    const leases = this.find(name)?.leases;
    const lease = leases?.at(address);
    if (leases === undefined || lease?.mac !== mac) return;
    // Anybody can register with a forged source.
    if (wasThere) leases.set({ ...lease, isInUse: false, lastSeen: at });
    else leases.remove(lease);
    this.version++;
  }

  /** Removes what is over; call before leases are shown or saved. */
  expire(now: Instant): void {
    this.#settle(now);
    this.#total = 0;
    for (const kept of this.all()) {
      if (kept.leases.expire((now - this.time) as Instant)) this.version++;
      if (kept.leases.size === 0) this.#communities.delete(kept.id);
      this.#total += kept.leases.size;
    }
  }

  /** The same, now and then. */
  sweep(now: Instant): void {
    if (this.#sweptAt !== undefined && since(this.#sweptAt, now) < tuned.sweepLeasesEvery) return;
    this.#sweptAt = now;
    this.expire(now);
  }

  #isOver({ isInUse, lastSeen }: AddressLease, now: Instant): boolean {
    return !isInUse && now - lastSeen > this.time;
  }

  #keep(id: string): KeptCommunity {
    const known = this.#communities.get(id);
    if (known !== undefined) return known;
    if (this.#communities.size >= tuned.communitiesWithLeases) this.#dropOne();
    const created = { id, name: undefined, isSecret: false, network: undefined, leases: new CommunityLeases() };
    this.#communities.set(id, created);
    return created;
  }

  #dropOne(): void {
    const isIdle = ({ leases }: KeptCommunity) => [...leases.all()].every(({ isInUse }) => !isInUse);
    const [first, ...others] = this.all();
    const victim = isIdle(first!) ? first : (others.find(isIdle) ?? first);
    this.#communities.delete(victim!.id);
  }

  /** Who has not come back is gone. */
  #settle(now: Instant): void {
    if (this.#awaited.size === 0 || now <= this.#settledAt) return;
    for (const [lease, leases] of this.#awaited)
      if (leases.at(lease.address) === lease) leases.set({ ...lease, isInUse: false });
    this.#awaited.clear();
    this.version++;
  }
}

/** Neither the network itself nor its broadcast address. */
export function isHostOf(subnet: IpNet, address: string): boolean {
  const { first, last }: Span = spanOf(subnet);
  const host = hostNumber(address);
  return first < host && host < last;
}
