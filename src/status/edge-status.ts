import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Duration, Instant } from "../base/instant.ts";
import type { Problem } from "../base/problems.ts";
import type { EdgeDrop } from "./edge-drops.ts";

/** What an edge reports about itself: plain data, taken on request. All texts are printable. */
export interface EdgeStatus {
  readonly mac: Mac;
  readonly address?: IpNet | undefined;
  readonly registration: RegistrationState;
  /** The one it uses; undefined = its name is not resolved yet. */
  readonly supernode?: Endpoint | undefined;
  /** The edge's socket as the supernode sees it. */
  readonly publicSocket?: Endpoint | undefined;
  readonly peers: readonly PeerStatus[];
  /** How much was refused, by reason. */
  readonly drops: Readonly<Partial<Record<EdgeDrop, number>>>;
  /** What an operator has to fix; latest first. */
  readonly problems: readonly Problem[];
  readonly traffic: TrafficStatus;
  /** Hosts of bridged networks, behind this edge and behind others; absent = it does not bridge. */
  readonly bridge?: { readonly here: number; readonly there: number };
  readonly supernodes: readonly ListedSupernode[];
}

export type RegistrationState = "resolving" | "asking-address" | "registering" | "registered" | "refused" | "silent";

/** A supernode that an edge knows. */
export interface ListedSupernode {
  readonly socket: Endpoint;
  /** Configured, not learned. */
  readonly listed: boolean;
  readonly state: "other" | "registered" | "waiting";
  /** Known only of the one that answered last. */
  readonly mac?: Mac;
  /** Its last answer. */
  readonly lastSeen?: Instant;
  readonly roundTrip?: Duration;
  /** From its answers to pings, like its start time. */
  readonly version?: string;
  readonly startedAt?: Instant;
  /** The selection criterion: its place in the list, its round trip or its MAC. */
  readonly selection?: string;
}

/** Why a path is as it is; the words that users see are in `path-reasons.ts`. */
export type PathReason =
  "punched" | "nearer" | "moved" | "new" | "idle" | "relay-only" | "no-socket" | "punching" | "no-answer" | "roamed";

export interface PeerStatus {
  readonly mac: Mac;
  readonly path: "direct" | "relayed";
  /** If direct. */
  readonly socket?: Endpoint | undefined;
  /** When the path last changed. */
  readonly since: Instant;
  readonly why: PathReason;
  /** REGISTERs sent to the peer's sockets since then that brought no path. */
  readonly fruitless: number;
  /** Between REGISTER and REGISTER_ACK, if direct. */
  readonly roundTrip?: Duration | undefined;
  /** The share of the last checks of the direct path that was not answered, 0 to 1. */
  readonly loss?: number | undefined;
  /** Sockets at which it may be reached, as far as known. */
  readonly hint?: Endpoint | undefined;
  /** Reached through the local network. */
  readonly local: boolean;
  readonly address?: IpNet | undefined;
  readonly description?: string | undefined;
  readonly lastSeen: Instant;
  readonly lastDirect?: Instant | undefined;
  readonly lastQuery?: Instant | undefined;
  /** Unicast frames are authenticated in both directions (decision record 0002). */
  readonly authenticated: boolean;
  /** Frames from or to it are refused because they are not authenticated. */
  readonly refused: boolean;
}

export interface PacketCount {
  readonly sent: number;
  readonly received: number;
}

/** PACKETs by the path they took; `relayed` includes the broadcasts. */
export interface TrafficStatus {
  readonly direct: PacketCount;
  readonly relayed: PacketCount;
  readonly relayedBroadcast: PacketCount;
  /** The last PACKET that came from a peer itself. */
  readonly lastDirect?: Instant;
}

/** What a running edge knows in addition to its machine. */
export interface EdgeFacts {
  readonly version: string;
  /** Printable; absent = secret, because headers are encrypted under it. */
  readonly community?: string;
  readonly startedAt: Instant;
  /** Where its socket is bound. */
  readonly socket?: Endpoint | undefined;
}

export type RunningEdge = EdgeStatus & EdgeFacts;
