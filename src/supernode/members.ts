import { type Endpoint, endpointKey, type IpNet, sameEndpoint } from "../base/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import type { Stamp } from "../seal/stamp.ts";
import type { Auth, Community } from "../wire/message.ts";

/** Where a datagram came from, and the address of ours that it was sent to, if known. */
export interface Origin {
  readonly from: Endpoint;
  readonly to?: Endpoint | undefined;
  /** The TCP connection it came by. */
  readonly via?: number | undefined;
}

/** A registered edge. */
export interface Edge {
  readonly community: Community;
  readonly mac: Mac;
  readonly address: IpNet;
  description: string;
  auth: Auth;
  preferredSocket: Endpoint | undefined;
  /**
   * Everything for this edge goes to `from` and leaves from `to`: it believes a supernode by its exact socket, and its
   * NAT has a mapping for that socket alone (§16, no. 12).
   */
  readonly path: Origin;
  /** The last REGISTER_SUPER: what its lifetime counts from (§11.2). */
  lastSeen: Instant;
  /** The last datagram of any kind from its socket. */
  lastHeard: Instant;
  /** Registered with an encrypted header. */
  readonly sealed: boolean;
  /** The largest that it has used (§8.3). */
  stamp: Stamp | undefined;
  /** Of its last REGISTER_SUPER: a supernode that refuses the edge must repeat it. */
  cookie: number;
  /** Its neighbours in the order in which edges run out. */
  older: Edge | undefined;
  newer: Edge | undefined;
}

/** The edges of one community, found by any of the three things that only one edge can have. */
export class Members {
  readonly #byMac = new Map<Mac, Edge>();
  readonly #byAddress = new Map<string, Edge>();
  readonly #byPath = new Map<string, Edge>();

  get size(): number {
    return this.#byMac.size;
  }

  all(): IterableIterator<Edge> {
    return this.#byMac.values();
  }

  find(mac: Mac): Edge | undefined {
    return this.#byMac.get(mac);
  }

  holdsAddress(address: string): boolean {
    return this.#byAddress.has(address);
  }

  /** At most three, each once. */
  holdersOf(mac: Mac, address: IpNet | undefined, path: Origin): readonly Edge[] {
    const ofMac = this.#byMac.get(mac);
    const ofAddress = address && this.#byAddress.get(address.address);
    const ofPath = this.#byPath.get(pathKey(path));
    const holders: Edge[] = [];
    if (ofMac !== undefined) holders.push(ofMac);
    if (ofAddress !== undefined && ofAddress !== ofMac) holders.push(ofAddress);
    if (ofPath !== undefined && ofPath !== ofMac && ofPath !== ofAddress) holders.push(ofPath);
    return holders;
  }

  /** The caller has removed whoever held any of it. */
  add(edge: Edge): void {
    this.#byMac.set(edge.mac, edge);
    this.#byPath.set(pathKey(edge.path), edge);
    if (edge.address.prefix !== 0) this.#byAddress.set(edge.address.address, edge);
  }

  remove(edge: Edge): void {
    this.#byMac.delete(edge.mac);
    this.#byPath.delete(pathKey(edge.path));
    if (edge.address.prefix !== 0) this.#byAddress.delete(edge.address.address);
  }
}

/** Both ends: a symmetric NAT may give two edges one public socket towards two addresses of ours. */
export function pathKey({ from, to, via }: Origin): string {
  if (via !== undefined) return `tcp ${via}`;
  return to === undefined ? endpointKey(from) : `${endpointKey(from)}>${endpointKey(to)}`;
}

/** The same as comparing the keys, in less time. */
export function samePath(a: Origin, b: Origin): boolean {
  if (a.via !== undefined || b.via !== undefined) return a.via === b.via;
  if (!sameEndpoint(a.from, b.from)) return false;
  return a.to === undefined || b.to === undefined ? a.to === b.to : sameEndpoint(a.to, b.to);
}

/** What is to be remembered of a datagram's way. */
export function originOf({ from, to, via }: Origin): Origin {
  return { from, to, via };
}
