import { type Endpoint, endpointKey, type IpNet, sameEndpoint } from "../../base/address/endpoint.ts";
import type { Duration, Instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { noMap } from "../../base/no-map.ts";
import type { Stamp } from "../../seal/stamps/stamp.ts";
import type { Auth, CommunityName, FieldText } from "../../wire/message.ts";

/** Where a datagram came from, and the address of ours that it was sent to, if known. */
export interface Origin {
  readonly from: Endpoint;
  readonly to?: Endpoint | undefined;
  /** The TCP connection it came by. */
  readonly via?: number | undefined;
}

/** A registered edge. */
export interface Member {
  readonly community: CommunityName;
  readonly mac: Mac;
  readonly address: IpNet;
  description: FieldText;
  auth: Auth;
  /** The last REGISTER_SUPER with the token of `auth`, and the longest time between two such. */
  provenAt: Instant;
  gap: Duration;
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
  /** Anything but registrations. */
  hasSpoken: boolean;
  /** Sockets that it had before. */
  readonly moves: readonly Move[];
  /** When it said so without proof, and when it was last heard. */
  leaving?: Instant | undefined;
  /** Registered with an encrypted header. */
  readonly sealed: boolean;
  /** The largest that it has used (§8.3), as far as its clock can be. */
  stamp: Stamp | undefined;
  /** Of its last REGISTER_SUPER with its token. */
  registeredStamp: Stamp | undefined;
  /** Milliseconds by which that was ahead of our clock, at most. */
  ahead: number | undefined;
  beyond?: readonly Stamp[] | undefined;
  /** Of its last REGISTER_SUPER: a supernode that refuses the edge must repeat it. */
  cookie: number;
  /** Its neighbours in the order in which edges run out. */
  older: Member | undefined;
  newer: Member | undefined;
}

/**
 * The edges of one community, found by the two things that only one edge can have, MAC and TAP address, and by their
 * socket. On one socket there may be several, as a stranger can register under a socket that is not his: the first who
 * came and is still there, and those beside it. Of these one may hold the first one's TAP address too.
 */
export class Members {
  #byMac: Map<Mac, Member> = noMap;
  #byAddress: Map<string, Member> = noMap;
  #byPath: Map<string, Member[]> = noMap;

  get size(): number {
    return this.#byMac.size;
  }

  all(): IterableIterator<Member> {
    return this.#byMac.values();
  }

  find(mac: Mac): Member | undefined {
    return this.#byMac.get(mac);
  }

  holdsAddress(address: string): boolean {
    return this.#byAddress.has(address);
  }

  /** The first one, then the others on its socket. */
  on(path: Origin): readonly Member[] {
    return this.#byPath.get(pathKey(path)) ?? [];
  }

  /** One edge of each socket. */
  *firsts(): IterableIterator<Member> {
    const isShared = this.#byPath.size < this.#byMac.size;
    for (const edge of this.#byMac.values()) if (!isShared || this.on(edge.path)[0] === edge) yield edge;
  }

  /** Who has the MAC or the TAP address, unless it is on this very socket: at most two, each once. */
  holdersOf(mac: Mac, address: IpNet | undefined, path: Origin): readonly Member[] {
    const ofMac = this.#byMac.get(mac);
    const ofAddress = address && this.#byAddress.get(address.address);
    const holders: Member[] = [];
    if (ofMac !== undefined) holders.push(ofMac);
    if (ofAddress !== undefined && ofAddress !== ofMac && !samePath(ofAddress.path, path)) holders.push(ofAddress);
    return holders;
  }

  /** The caller has removed the holder of its MAC, and of its TAP address on another socket. */
  add(edge: Member): void {
    if (this.#byMac === noMap) {
      this.#byMac = new Map();
      this.#byAddress = new Map();
      this.#byPath = new Map();
    }
    this.#byMac.set(edge.mac, edge);
    const key = pathKey(edge.path);
    const there = this.#byPath.get(key);
    if (there === undefined) this.#byPath.set(key, [edge]);
    else there.push(edge);
    const { address, prefix } = edge.address;
    if (prefix !== 0 && !this.#byAddress.has(address)) this.#byAddress.set(address, edge);
  }

  remove(edge: Member): void {
    this.#byMac.delete(edge.mac);
    const rest = this.on(edge.path).filter((other) => other !== edge);
    if (rest.length === 0) this.#byPath.delete(pathKey(edge.path));
    else this.#byPath.set(pathKey(edge.path), rest);
    const { address } = edge.address;
    if (this.#byAddress.get(address) !== edge) return;
    const heir = rest.find((other) => other.address.prefix !== 0 && other.address.address === address);
    if (heir === undefined) this.#byAddress.delete(address);
    else this.#byAddress.set(address, heir);
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

/** A socket that an edge had, and when it moved away. */
export interface Move {
  readonly path: string;
  readonly at: Instant;
}
