import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Duration, Instant } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Problem } from "../base/problems.ts";
import type { TrafficStatus } from "./frames/traffic-counters.ts";
import type { FieldText } from "../wire/message.ts";

/** A snapshot for the status and the management port: plain data. */
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
  /** What an operator has to fix; latest first. */
  readonly problems: readonly Problem[];
  readonly traffic: TrafficStatus;
  readonly supernodes: readonly SupernodeStatus[];
}

export interface SupernodeStatus {
  readonly socket: Endpoint;
  /** Given by the user, not learned. */
  readonly listed: boolean;
  readonly state: "other" | "registered" | "waiting";
  /** Known of the one that answered last. */
  readonly mac?: Mac;
  readonly lastSeen?: Instant;
  readonly roundTrip?: Duration;
  /** Told in its answers to pings. */
  readonly version?: FieldText;
  readonly startedAt?: Instant;
  /** What it is chosen by: its place in the list, its round trip or its MAC. */
  readonly selection?: string;
}

export interface PeerStatus {
  readonly mac: Mac;
  readonly path: "direct" | "relayed";
  readonly socket: Endpoint | undefined;
  /** When the path last changed. */
  readonly since: Instant;
  /** Why it is as it is: punched, nearer, moved; relay-only, new, idle, no-socket, punching, no-answer, roamed. */
  readonly why: string;
  /** REGISTERs sent to the peer's sockets since then that brought no path. */
  readonly fruitless: number;
  /** Of REGISTER and REGISTER_ACK, when direct. */
  readonly roundTrip: Duration | undefined;
  /** Where it may be reached, as far as we know. */
  readonly hint: Endpoint | undefined;
  /** Reached through the local network. */
  readonly local: boolean;
  readonly address: IpNet | undefined;
  readonly description: FieldText | undefined;
  readonly lastSeen: Instant;
  readonly lastDirect: Instant | undefined;
  readonly lastQuery: Instant | undefined;
  /** Unicast frames of both directions are (decision record 0002). */
  readonly authenticated: boolean;
  /** Frames from or to it are refused, for they are not authenticated. */
  readonly refused: boolean;
}

export type RegistrationState = "resolving" | "asking-address" | "registering" | "registered" | "refused" | "silent";
