import type { Endpoint, IpNet } from "../base/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import type { Community } from "../wire/message.ts";
import type { Edge } from "./members.ts";
import type { State } from "./state.ts";

/** Why a datagram came to nothing. */
export const dropReasons = {
  malformed: "not a message, or header encrypted for a community we do not have",
  oversize: "longer than peers can receive",
  rate: "its host sends too much",
  misdirected: "of a type that no edge sends to a supernode",
  "forged supernode": "claims to come from a supernode, and we know none",
  ttl: "no hops left",
  "own mac": "claims our own MAC address",
  "group mac": "claims a multicast address as its own",
  stranger: "its MAC address is not registered in its community",
  "other socket": "did not come from the socket on which that edge registered",
  "unknown target": "nobody of that address in the community",
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
  readonly description: string;
  readonly socket: Endpoint;
  readonly preferredSocket?: Endpoint;
  /** The last REGISTER_SUPER. */
  readonly lastSeen: Instant;
}

export interface SupernodeStatus {
  readonly startedAt?: Instant;
  readonly communities: readonly {
    readonly name: Community;
    /** Set once somebody asked for an address. */
    readonly subnet?: IpNet;
    readonly edges: readonly EdgeStatus[];
  }[];
  readonly counters: Counters;
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

export function statusOf({ startedAt, communities, counters }: State): SupernodeStatus {
  return {
    ...(startedAt !== undefined && { startedAt }),
    communities: Array.from(communities.all(), ({ name, subnet, members }) => ({
      name,
      ...(subnet !== undefined && { subnet }),
      edges: Array.from(members.all(), edgeStatus),
    })),
    counters: { ...counters, dropped: { ...counters.dropped } },
  };
}

function edgeStatus({ mac, address, description, path, preferredSocket, lastSeen }: Edge): EdgeStatus {
  const preferred = preferredSocket !== undefined && { preferredSocket };
  return { mac, address, description, socket: path.from, ...preferred, lastSeen };
}
