import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Instant } from "../base/instant.ts";
import type { Problem } from "../base/problems.ts";
import type { SupernodeDrop } from "./supernode-drops.ts";

/** What a supernode reports about itself: plain data, taken on request. All texts are printable. */
export interface SupernodeStatus {
  readonly startedAt?: Instant;
  /** A PACKET or REGISTER was relayed. */
  readonly lastForwarded?: Instant | undefined;
  /** A REGISTER_SUPER was received. */
  readonly lastRegistered?: Instant | undefined;
  /** False = all communities are allowed. */
  readonly hasList: boolean;
  /** Neither a community nor the federation has encrypted headers. */
  readonly isPlainOnly: boolean;
  readonly communities: readonly CommunityStatus[];
  readonly federation: { readonly name: string; readonly supernodes: readonly FederatedStatus[] };
  /** Every address in use, kept or reserved. */
  readonly leases: readonly LeaseStatus[];
  readonly counters: SupernodeCounters;
  /** What operators or users have to fix; latest first. */
  readonly problems: readonly Problem[];
}

/** Since the start; never decreasing. */
export interface SupernodeCounters {
  readonly received: number;
  readonly registered: number;
  readonly refused: number;
  readonly unregistered: number;
  readonly expired: number;
  /** PACKETs relayed to one edge. */
  readonly unicast: number;
  /** PACKETs relayed to a whole community. */
  readonly broadcast: number;
  /** Datagrams sent for these broadcasts. */
  readonly copies: number;
  /** REGISTERs relayed. */
  readonly introduced: number;
  readonly queries: number;
  readonly pings: number;
  /** Datagrams dropped. */
  readonly dropped: Readonly<Record<SupernodeDrop, number>>;
}

/** Whether the headers of a community are encrypted; "undecided" = the first edge that registers decides. */
export type Privacy = "plain" | "encrypted" | "undecided";

export interface CommunityStatus {
  readonly name: string;
  /** Removed when empty; false = fixed by the list. */
  readonly purgeable: boolean;
  readonly privacy: Privacy;
  /** User/password mode. */
  readonly users: boolean;
  /** Given by the list, or chosen when an edge first asked for an address. */
  readonly subnet?: IpNet;
  readonly edges: readonly MemberStatus[];
}

export interface MemberStatus {
  readonly mac: Mac;
  readonly address: IpNet;
  readonly description: string;
  readonly socket: Endpoint;
  readonly preferredSocket?: Endpoint;
  /** The last REGISTER_SUPER. */
  readonly lastSeen: Instant;
  readonly transport: "udp" | "tcp";
}

/** in use = a registered edge has it; kept = for an edge that is gone; reserved = by the operator, for one not seen yet. */
export type LeaseState = "in use" | "kept" | "reserved";

export interface LeaseStatus {
  readonly community: string;
  /** The community's name must not be shown: headers are encrypted under it. */
  readonly isSecret: boolean;
  readonly address: string;
  readonly state: LeaseState;
  readonly mac?: Mac;
  readonly description: string;
  readonly lastSeen?: Instant;
  /** Kept until then at least, while there is room. */
  readonly until?: Instant;
}

export interface FederatedStatus {
  readonly socket: Endpoint;
  /** Undefined = never heard. */
  readonly mac?: Mac;
  readonly lastSeen?: Instant;
  /** Removed when silent; false = configured. */
  readonly purgeable: boolean;
}

/** What a running supernode knows in addition to its machine. */
export interface SupernodeFacts {
  readonly version: string;
  readonly mac: Mac;
  readonly startedAt: Instant;
  readonly socket?: Endpoint | undefined;
  /** Datagrams that the kernel dropped unread; absent = unknown. */
  readonly unread?: number | undefined;
}

export type RunningSupernode = SupernodeStatus & SupernodeFacts;
