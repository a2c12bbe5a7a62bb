import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Random } from "../../base/random.ts";
import { type Seals, theSeals } from "../../seal/seals.ts";
import type { Auth, CommunityName } from "../../wire/message.ts";
import type { FederationConfig } from "../config.ts";
import { defaultFederation, type FederationKeys, federationKeys } from "./keys.ts";
import { type FederatedSupernode, isHeard } from "./federated-supernode.ts";
import { type HeaderKey, staticHeaderKey } from "../headers/header-key.ts";
import type { Origin } from "../members/origin.ts";
import { spec, tuned } from "../timing.ts";

/**
 * The members of the federation (fact sheet §11.6). Its messages are accepted only from their sockets (§14.1 no. 8).
 */
export class Federation {
  readonly name: CommunityName;
  readonly keys: FederationKeys;
  /** Of messages between supernodes. A member is answered with the one that opened its message. */
  readonly headerKeys: readonly HeaderKey[];
  readonly learns: boolean;
  /** Our token towards the others, for this run. */
  readonly auth: Auth;
  readonly #supernodes = new Map<string, FederatedSupernode>();

  constructor(config: FederationConfig | undefined, random: Random, now: Instant, seals: Seals = theSeals) {
    const { name, keys, members, learn } = config ?? nobody;
    this.name = name;
    this.keys = federationKeys({ name, keys });
    this.headerKeys = this.keys.headers.map(({ field, secret }) => staticHeaderKey(field, random, secret, seals));
    this.learns = learn;
    this.auth = { scheme: spec.simpleId, token: random.bytes(16) };
    this.configure(members, now);
  }

  /** Replaces the configured members; returns the new ones. */
  configure(members: readonly Endpoint[], now: Instant): readonly FederatedSupernode[] {
    const wanted = new Set(members.map(endpointKey));
    for (const [key, { fixed }] of this.#supernodes) if (fixed && !wanted.has(key)) this.#supernodes.delete(key);
    return members.filter((from) => this.at(from)?.fixed !== true).map((from) => this.#fix(from, now));
  }

  get size(): number {
    return this.#supernodes.size;
  }

  all(): IterableIterator<FederatedSupernode> {
    return this.#supernodes.values();
  }

  at(from: Endpoint): FederatedSupernode | undefined {
    return this.#supernodes.get(endpointKey(from));
  }

  /** Supernodes use only UDP among themselves. */
  activeAt({ from, via }: Origin, now: Instant): FederatedSupernode | undefined {
    const supernode = via === undefined ? this.at(from) : undefined;
    return supernode && isHeard(supernode, now, spec.supernodeActiveFor) ? supernode : undefined;
  }

  /** Of the next greeting: the one that was answered, else each in turn. */
  keyFor({ headerKey, cookie }: FederatedSupernode): HeaderKey {
    const last = headerKey === undefined ? -1 : this.headerKeys.indexOf(headerKey);
    const next = last >= 0 && cookie === undefined ? last : (last + 1) % this.headerKeys.length;
    return this.headerKeys[next]!;
  }

  /** The members that share community traffic. */
  active(now: Instant): readonly FederatedSupernode[] {
    return [...this.#supernodes.values()].filter((supernode) => isHeard(supernode, now, spec.supernodeActiveFor));
  }

  /** The members that edges and other supernodes learn about. */
  listed(now: Instant, asker: Endpoint): readonly { readonly socket: Endpoint; readonly mac: Mac }[] {
    const listed = [];
    for (const { mac, path, ...supernode } of this.#supernodes.values()) {
      if (mac === undefined || !isHeard(supernode, now, spec.supernodeListedFor)) continue;
      // The reference's entries hold only IPv4 (§3.6).
      if (path.from.address.includes(":") || endpointKey(path.from) === endpointKey(asker)) continue;
      listed.push({ socket: path.from, mac });
    }
    return listed;
  }

  /** Undefined = the table is full, or only configured ones are accepted. */
  learn(path: Origin, now: Instant): FederatedSupernode | undefined {
    if (!this.learns || this.#supernodes.size >= tuned.supernodesMax) return undefined;
    const learned: FederatedSupernode = { path, fixed: false, foundAt: now };
    this.#supernodes.set(endpointKey(path.from), learned);
    return learned;
  }

  /** A live supernode that uses this MAC address from another socket. */
  otherHolder(mac: Mac, path: Origin, now: Instant): FederatedSupernode | undefined {
    return this.active(now).find(
      (supernode) => supernode.mac === mac && endpointKey(supernode.path.from) !== endpointKey(path.from),
    );
  }

  forget({ path }: FederatedSupernode): void {
    this.#supernodes.delete(endpointKey(path.from));
  }

  /** Learned ones that have been silent for too long. */
  sweep(now: Instant): void {
    for (const [key, { fixed, foundAt, heardAt }] of this.#supernodes) {
      if (!fixed && since(heardAt ?? foundAt, now) > spec.supernodeActiveFor) this.#supernodes.delete(key);
    }
  }

  /** One that was learned before stays proven. */
  #fix(from: Endpoint, now: Instant): FederatedSupernode {
    const supernode: FederatedSupernode = { path: { from }, foundAt: now, ...this.at(from), fixed: true };
    this.#supernodes.set(endpointKey(from), supernode);
    return supernode;
  }
}

/** A supernode without a federation still has the default name, on which its users' keys depend (§9.2). */
const nobody: FederationConfig = { name: defaultFederation, keys: "name", members: [], learn: false };
