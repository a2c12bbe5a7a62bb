import type { Endpoint, IpNet } from "../base/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import type { Peer } from "./peers.ts";
import type { RegistrationState } from "./registration.ts";
import type { TrafficStatus } from "./traffic.ts";

/** A snapshot for people and the management port: plain data. */
export interface EdgeStatus {
  readonly mac: Mac;
  readonly address: IpNet | undefined;
  readonly registration: RegistrationState;
  readonly supernode: Endpoint | undefined;
  /** Our socket as the supernode sees it. */
  readonly publicSocket: Endpoint | undefined;
  readonly peers: readonly PeerStatus[];
  /** How much was refused, by reason. */
  readonly drops: Readonly<Record<string, number>>;
  readonly traffic: TrafficStatus;
  readonly supernodes: readonly SupernodeStatus[];
}

export interface SupernodeStatus {
  readonly socket: Endpoint;
  /** Named by a person, not learned. */
  readonly listed: boolean;
  readonly state: "other" | "registered" | "waiting";
  /** Known of the one that answered last. */
  readonly mac?: Mac;
  readonly lastSeen?: Instant;
}

export interface PeerStatus {
  readonly mac: Mac;
  readonly path: "direct" | "relayed";
  /** Of the direct path. */
  readonly socket: Endpoint | undefined;
  /** Where it may be: the last socket that we heard of. */
  readonly candidate: Endpoint | undefined;
  /** When the path last changed, and why: punched, nearer, moved; idle, no-answer, new. */
  readonly since: Instant;
  readonly why: string;
  readonly address: IpNet | undefined;
  readonly description: string | undefined;
  readonly lastSeen: Instant;
  /** Unicast frames of both directions are (decision record 0002). */
  readonly authenticated: boolean;
}

export function peerStatus(peer: Peer, authenticated: boolean): PeerStatus {
  return {
    mac: peer.mac,
    path: peer.direct === undefined ? "relayed" : "direct",
    socket: peer.direct?.socket,
    candidate: peer.candidates[0]?.socket,
    since: peer.since,
    why: peer.why,
    address: peer.address,
    description: peer.description,
    lastSeen: peer.lastSeen,
    authenticated,
  };
}
