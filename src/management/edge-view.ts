import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Duration, Instant } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Problem } from "../base/problems.ts";

/** What an edge reports about itself: plain data, taken on request. */
export interface EdgeView {
  readonly version: string;
  /** Absent = a secret, for headers are encrypted under it. */
  readonly community?: string;
  readonly mac: Mac;
  readonly address?: IpNet;
  /** Where the edge's socket is bound. */
  readonly socket?: Endpoint;
  /** The same as the supernode sees it. */
  readonly publicSocket?: Endpoint;
  readonly registration: string;
  readonly startedAt: Instant;
  /** The last answer of a supernode to a registration. */
  readonly lastSupernode?: Instant;
  /** The last datagram that came from a peer itself. */
  readonly lastDirect?: Instant;
  readonly peers: readonly PeerView[];
  /** What an operator has to fix; absent = nothing. */
  readonly problems?: readonly Problem[];
  readonly supernodes: readonly SupernodeEntry[];
  readonly packets: Readonly<Record<PacketKind, { readonly sent: number; readonly received: number }>>;
}

/** `sealed` = all frames that went through the transform. */
export type PacketKind = "sealed" | "direct" | "relayed" | "relayedBroadcast";

export interface PeerView {
  readonly mac: Mac;
  readonly path: "direct" | "relayed";
  /** When the path last changed, and why. */
  readonly since: Instant;
  readonly why: string;
  /** REGISTERs since then that brought no path. */
  readonly fruitless?: number;
  /** Set when direct. */
  readonly socket?: Endpoint;
  /** Where the peer may be reached, as far as is known. */
  readonly hint?: Endpoint;
  /** Found on the local network. */
  readonly local?: boolean;
  readonly address?: IpNet;
  readonly description?: string;
  readonly lastSeen: Instant;
  /** Unicast frames of both directions are authenticated. */
  readonly authenticated?: boolean;
  /** Frames from or to it are refused, for they are not. */
  readonly refused?: boolean;
  readonly lastDirect?: Instant;
  readonly lastQuery?: Instant;
  readonly roundTrip?: Duration;
}

export interface SupernodeEntry {
  readonly socket: Endpoint;
  /** Configured, not learned. */
  readonly listed: boolean;
  readonly state: "other" | "registered" | "waiting";
  readonly mac?: Mac;
  readonly version?: string;
  /** What it is chosen by, in words. */
  readonly selection?: string;
  readonly lastSeen?: Instant;
  /** When it was started. */
  readonly startedAt?: Instant;
  readonly roundTrip?: Duration;
}
