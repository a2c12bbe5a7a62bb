import { Bug } from "../base/bug.ts";
import type { IpNet } from "../base/endpoint.ts";
import { type Duration, type Instant, since } from "../base/instant.ts";
import type { Community as Name } from "../wire/message.ts";
import { drawSubnet } from "./addresses.ts";
import type { SupernodeConfig } from "./config.ts";
import { hostOf } from "./host.ts";
import { type Edge, Members } from "./members.ts";
import { Offers } from "./offers.ts";
import { Shares } from "./shares.ts";
import { tuned } from "./timing.ts";

/** A virtual network. Nothing in it refers to another one: what enters a community cannot leave it. */
export interface Community {
  readonly name: Name;
  readonly members: Members;
  readonly offers: Offers;
  /** Drawn when the first edge asks for an address, then kept as long as the community lives. */
  subnet: IpNet | undefined;
  readonly founder: string;
  emptySince: Instant;
}

/**
 * All communities and, across them, the order in which edges and empty communities run out. Both orders are kept by
 * moving an entry to the end whenever it is renewed, so that a sweep stops at the first one that is still good.
 */
export class Communities {
  readonly #config: SupernodeConfig;
  readonly #byName = new Map<Name, Community>();
  readonly #subnets = new Set<string>();
  readonly #edges = new Set<Edge>();
  readonly #empty = new Set<Community>();
  readonly #edgeShares = new Shares(tuned.edgesPerHost);
  readonly #communityShares = new Shares(tuned.communitiesPerHost);

  constructor(config: SupernodeConfig) {
    this.#config = config;
  }

  get size(): number {
    return this.#byName.size;
  }

  all(): IterableIterator<Community> {
    return this.#byName.values();
  }

  find(name: Name): Community | undefined {
    return this.#byName.get(name);
  }

  /** Undefined = no room. An empty community gives way, since nobody is in it. */
  findOrFound(name: Name, address: string, now: Instant): Community | undefined {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const founder = hostOf(address);
    if (this.#communityShares.isSpent(founder)) return undefined;
    if (this.#byName.size >= this.#config.limits.communities) {
      const [oldest] = this.#empty;
      if (oldest === undefined) return undefined;
      this.#dissolve(oldest);
    }
    const created: Community = {
      name,
      founder,
      subnet: undefined,
      emptySince: now,
      members: new Members(),
      offers: new Offers(),
    };
    this.#communityShares.take(founder);
    this.#byName.set(name, created);
    this.#empty.add(created);
    return created;
  }

  subnetOf(community: Community): IpNet | undefined {
    if (community.subnet !== undefined) return community.subnet;
    const range = this.#config.addressRange;
    community.subnet = drawSubnet(range, community.name, (network) => this.#subnets.has(network));
    if (community.subnet !== undefined) this.#subnets.add(community.subnet.address);
    return community.subnet;
  }

  /** Whether `community` can take one more edge from this address once `leaving` are gone. */
  hasRoom(community: Community, address: string, leaving: ReadonlySet<Edge>): boolean {
    const host = hostOf(address);
    for (const edge of leaving) if (hostOf(edge.path.from.address) === host) return true;
    const { size } = community.members;
    return size - leaving.size < this.#config.limits.edgesPerCommunity && !this.#edgeShares.isSpent(host);
  }

  enter(edge: Edge): void {
    const community = this.#of(edge);
    community.members.add(edge);
    this.#edges.add(edge);
    this.#edgeShares.take(hostOf(edge.path.from.address));
    this.#empty.delete(community);
  }

  leave(edge: Edge, now: Instant): void {
    const community = this.#of(edge);
    community.members.remove(edge);
    this.#edges.delete(edge);
    this.#edgeShares.give(hostOf(edge.path.from.address));
    if (community.members.size > 0) return;
    community.emptySince = now;
    this.#empty.add(community);
  }

  isStale(edge: Edge, now: Instant): boolean {
    return this.#isOver(edge.lastSeen, now);
  }

  /** Removes what has run out; returns the edges. */
  sweep(now: Instant): readonly Edge[] {
    const expired: Edge[] = [];
    for (const edge of this.#edges) {
      if (!this.isStale(edge, now)) break;
      this.leave(edge, now);
      expired.push(edge);
    }
    for (const community of this.#empty) {
      if (!this.#isOver(community.emptySince, now)) break;
      this.#dissolve(community);
    }
    return expired;
  }

  #isOver(start: Instant, now: Instant): boolean {
    const lifetime: Duration = this.#config.limits.edgeLifetime;
    return since(start, now) > lifetime;
  }

  #dissolve(community: Community): void {
    this.#byName.delete(community.name);
    this.#empty.delete(community);
    this.#communityShares.give(community.founder);
    if (community.subnet !== undefined) this.#subnets.delete(community.subnet.address);
  }

  #of(edge: Edge): Community {
    const community = this.#byName.get(edge.community);
    if (community === undefined) throw new Bug(`an edge without its community ${edge.community}`);
    return community;
  }
}
