import { Bug } from "../../base/bug.ts";
import type { IpNet } from "../../base/address/endpoint.ts";
import { type Instant, since } from "../../base/instant.ts";
import type { CommunityName } from "../../wire/message.ts";
import { type Community, newCommunity } from "./community.ts";
import type { ListedCommunity } from "./community-list.ts";
import type { Changes } from "../members/changes.ts";
import type { SupernodeConfig } from "../config.ts";
import type { LeaseBook } from "../leases/lease-book.ts";
import { EdgeQueue } from "../members/edge-queue.ts";
import { hostOf } from "../../base/address/host.ts";
import type { HeaderKey } from "../headers/header-key.ts";
import { expectSilence, hearRegistration, type Member, wasThere } from "../members/member.ts";
import { HostQuota } from "../limits/host-quota.ts";
import { Subnets } from "../members/subnets.ts";
import { tuned } from "../timing.ts";

/**
 * All communities and, across them, the order in which edges and empty communities expire. A renewed entry moves to
 * the end, so that a sweep stops at the first one that is still valid.
 */
export class Communities {
  readonly #config: SupernodeConfig;
  readonly #byName = new Map<CommunityName, Community>();
  readonly #subnets: Subnets;
  readonly #edges = new EdgeQueue();
  readonly #byConnection = new Map<number, Set<Member>>();
  readonly #empty = new Set<Community>();
  readonly #leaving = new Set<Member>();
  readonly #edgeQuota = new HostQuota(tuned.edgesPerHost);
  readonly #communityQuota = new HostQuota(tuned.communitiesPerHost);
  readonly #changes: Changes | undefined;
  readonly #leases: LeaseBook | undefined;
  #listed = 0;

  /** `changes`: records who joined and left. `leases`: the addresses of those who left. */
  constructor(config: SupernodeConfig, changes?: Changes, leases?: LeaseBook) {
    this.#config = config;
    this.#changes = changes;
    this.#leases = leases;
    this.#subnets = new Subnets(config.addressRange, leases);
  }

  /** Whether there is anything that may expire. */
  get isTransient(): boolean {
    return this.#edges.oldest !== undefined || this.#empty.size > 0;
  }

  all(): IterableIterator<Community> {
    return this.#byName.values();
  }

  find(name: CommunityName): Community | undefined {
    return this.#byName.get(name);
  }

  /** Undefined = no room. An empty community is evicted. */
  findOrFound(name: CommunityName, address: string, now: Instant): Community | undefined {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const founder = hostOf(address);
    if (this.#communityQuota.isSpent(founder)) return undefined;
    if (this.#byName.size - this.#listed >= this.#config.limits.communities) {
      const [oldest] = this.#empty;
      if (oldest === undefined) return undefined;
      this.#dissolve(oldest);
    }
    const created = newCommunity(name, now, { founder });
    this.#communityQuota.take(founder);
    this.#byName.set(name, created);
    this.#empty.add(created);
    return created;
  }

  /** Adds a fixed community, or renews it with its edges. */
  list(listed: ListedCommunity, headerKey: HeaderKey, now: Instant): void {
    const known = this.#byName.get(listed.name);
    const community = known ?? newCommunity(listed.name, now, {});
    if (community.listed === undefined) this.#listed++;
    community.listed = listed;
    community.headerKey = headerKey;
    this.#byName.set(listed.name, community);
    this.#empty.delete(community);
    if (listed.subnet === undefined) return;
    this.#takeSubnet(community);
    this.#subnets.give(listed.name, listed.subnet);
    community.subnet = listed.subnet;
  }

  /** Removes a community with all its edges. */
  close(community: Community, now: Instant): void {
    for (const edge of [...community.members.all()]) this.leave(edge, now);
    this.#dissolve(community);
  }

  subnetOf(community: Community): IpNet | undefined {
    return (community.subnet ??= this.#subnets.draw(community.name));
  }

  /** Whether `community` can take one more edge from this address once `leaving` are gone. */
  hasRoom(community: Community, address: string, leaving: readonly Member[]): boolean {
    const host = hostOf(address);
    for (const edge of leaving) if (hostOf(edge.path.from.address) === host) return true;
    const { size } = community.members;
    return size - leaving.length < this.#config.limits.edgesPerCommunity && !this.#edgeQuota.isSpent(host);
  }

  enter(edge: Member): void {
    const community = this.#of(edge);
    community.members.add(edge);
    this.#changes?.entered(edge);
    this.#edges.add(edge);
    this.#edgeQuota.take(hostOf(edge.path.from.address));
    this.#empty.delete(community);
    community.locations.delete(edge.mac);
    community.lastStamps.delete(edge.mac);
    const { via } = edge.path;
    if (via === undefined) return;
    const together = this.#byConnection.get(via) ?? new Set();
    this.#byConnection.set(via, together.add(edge));
  }

  leave(edge: Member, now: Instant): void {
    const community = this.#of(edge);
    community.members.remove(edge);
    this.#leaving.delete(edge);
    this.#changes?.left(edge);
    this.#leases?.left(edge.community, edge.address.address, edge.mac, { at: edge.lastSeen, wasThere: wasThere(edge) });
    this.#edges.remove(edge);
    this.#edgeQuota.give(hostOf(edge.path.from.address));
    if (edge.stamp !== undefined) community.lastStamps.add(edge.mac, edge.stamp, now);
    this.#disconnect(edge);
    if (community.members.size > 0 || community.listed !== undefined) return;
    community.emptySince = now;
    this.#empty.add(community);
  }

  /** The edge is removed once it has been silent for longer than a live one ever is. */
  awaitSilence(edge: Member, now: Instant): void {
    expectSilence(edge, now);
    this.#leaving.add(edge);
  }

  /** The edge registered again. */
  renew(edge: Member, now: Instant): void {
    hearRegistration(edge, now);
    this.#edges.renew(edge);
  }

  /** The edges that registered over a TCP connection. */
  connectedBy(via: number): readonly Member[] {
    return [...(this.#byConnection.get(via) ?? [])];
  }

  isStale(edge: Member, now: Instant): boolean {
    return this.#isOver(edge.lastSeen, now);
  }

  /** Removes expired entries; returns the edges. */
  sweep(now: Instant): readonly Member[] {
    const expired: Member[] = [];
    for (let edge = this.#edges.oldest; edge !== undefined; edge = this.#edges.oldest) {
      if (!this.isStale(edge, now)) break;
      this.leave(edge, now);
      expired.push(edge);
    }
    for (const edge of this.#leaving) {
      if (edge.leaving === undefined) this.#leaving.delete(edge);
      else if (since(Math.max(edge.leaving, edge.lastHeard) as Instant, now) > tuned.silentIsDead) {
        this.leave(edge, now);
        expired.push(edge);
      }
    }
    this.#leases?.sweep(now);
    for (const community of this.#empty) {
      if (!this.#isOver(community.emptySince, now)) break;
      this.#dissolve(community);
    }
    return expired;
  }

  #isOver(start: Instant, now: Instant): boolean {
    return since(start, now) > this.#config.limits.edgeLifetime;
  }

  #disconnect(edge: Member): void {
    const { via } = edge.path;
    const together = via === undefined ? undefined : this.#byConnection.get(via);
    if (via === undefined || together === undefined) return;
    together.delete(edge);
    if (together.size === 0) this.#byConnection.delete(via);
  }

  #dissolve(community: Community): void {
    this.#byName.delete(community.name);
    this.#empty.delete(community);
    if (community.listed !== undefined) this.#listed--;
    if (community.founder !== undefined) this.#communityQuota.give(community.founder);
    this.#takeSubnet(community);
  }

  #takeSubnet({ name, subnet }: Community): void {
    if (subnet !== undefined) this.#subnets.free(subnet);
    this.#subnets.takeBack(name);
  }

  #of(edge: Member): Community {
    const community = this.#byName.get(edge.community);
    if (community === undefined) throw new Bug(`an edge without its community ${edge.community}`);
    return community;
  }
}
