import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Problem } from "../base/problems.ts";
import type { CommunityName, FieldText } from "../wire/message.ts";
import type { Privacy } from "./access/community.ts";
import type { SupernodeConfig } from "./config.ts";
import { defaultFederation } from "./federation/keys.ts";

/** Why a datagram came to nothing. */
export const dropReasons = {
  malformed: "not a message, or header encrypted for a community we do not have",
  oversize: "longer than peers can receive",
  rate: "its host sends too much",
  misdirected: "of a type that no edge sends to a supernode",
  "forged supernode": "claims to come from a supernode, but no known supernode has this socket",
  unencrypted: "its community has encrypted headers",
  encrypted: "its community has plain headers",
  "other key": "sealed with the key that is not for messages of its type",
  "wrong hash": "not signed by the user it names",
  replay: "its time stamp is too old, too new, or used before",
  unlisted: "a community that the list does not allow",
  ttl: "no hops left",
  "own mac": "claims our own MAC address",
  "group mac": "claims a multicast address as its own",
  stranger: "its MAC address is not registered in its community",
  "other socket": "its MAC address is registered, but from another socket",
  "unknown target": "no member of the community has that address",
  "group target": "only PACKETs go to everybody",
  "wrong token": "may not unregister another's entry",
  full: "no room for another edge or community",
} as const;

export type DropReason = keyof typeof dropReasons;

/** Since the start. Numbers only go up. */
export interface Counters {
  received: number;
  registered: number;
  refused: number;
  unregistered: number;
  expired: number;
  /** PACKETs passed on to one edge. */
  unicast: number;
  /** PACKETs passed on to a whole community. */
  broadcast: number;
  /** Datagrams that these broadcasts became. */
  copies: number;
  /** REGISTERs passed on. */
  introduced: number;
  queries: number;
  pings: number;
  readonly dropped: Record<DropReason, number>;
}

export interface EdgeStatus {
  readonly mac: Mac;
  readonly address: IpNet;
  readonly description: FieldText;
  readonly socket: Endpoint;
  readonly preferredSocket?: Endpoint;
  /** The last REGISTER_SUPER. */
  readonly lastSeen: Instant;
  readonly transport: "udp" | "tcp";
}

export interface CommunityStatus {
  readonly name: CommunityName;
  /** Removed when empty; false = fixed by the list. */
  readonly purgeable: boolean;
  readonly privacy: Privacy;
  /** User/password mode. */
  readonly users: boolean;
  /** Given by the list, or set once somebody asked for an address. */
  readonly subnet?: IpNet;
  readonly edges: readonly EdgeStatus[];
}

export interface FederatedStatus {
  readonly socket: Endpoint;
  /** Undefined = never heard. */
  readonly mac?: Mac;
  readonly lastSeen?: Instant;
  /** Goes when silent; false = configured. */
  readonly purgeable: boolean;
}

export interface SupernodeStatus {
  readonly startedAt?: Instant;
  /** A PACKET or REGISTER was passed on. */
  readonly lastForwarded?: Instant;
  /** A REGISTER_SUPER was received. */
  readonly lastRegistered?: Instant;
  /** False = all communities are allowed. */
  readonly hasList: boolean;
  /** No community has encrypted headers, nor has the federation. */
  readonly isPlainOnly: boolean;
  readonly communities: readonly CommunityStatus[];
  readonly federation: { readonly name: CommunityName; readonly supernodes: readonly FederatedStatus[] };
  readonly counters: Counters;
  /** What operators or users have to fix; latest first. */
  readonly problems: readonly Problem[];
}

export function noCounts(): Counters {
  const dropped = Object.fromEntries(Object.keys(dropReasons).map((reason) => [reason, 0]));
  return {
    received: 0,
    registered: 0,
    refused: 0,
    unregistered: 0,
    expired: 0,
    unicast: 0,
    broadcast: 0,
    copies: 0,
    introduced: 0,
    queries: 0,
    pings: 0,
    dropped: dropped as Record<DropReason, number>,
  };
}

export function nothingYet({ federation }: SupernodeConfig): SupernodeStatus {
  const name = federation?.name ?? defaultFederation;
  return {
    hasList: false,
    isPlainOnly: true,
    communities: [],
    federation: { name, supernodes: [] },
    counters: noCounts(),
    problems: [],
  };
}
