import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Problem } from "../base/problems.ts";

/** What a supernode reports about itself: plain data, taken on request. */
export interface SupernodeView {
  readonly version: string;
  readonly mac: Mac;
  readonly socket?: Endpoint;
  readonly startedAt: Instant;
  /** The last PACKET passed on, and the last registration. */
  readonly lastForward?: Instant;
  readonly lastRegistration?: Instant;
  readonly communities: readonly CommunityView[];
  /** What operators or users have to fix; absent = nothing. */
  readonly problems?: readonly Problem[];
  readonly counters: {
    /** PACKETs and REGISTERs passed on to one edge, and copies of PACKETs to a whole community. */
    readonly forwarded: number;
    readonly broadcast: number;
    readonly registrations: number;
    readonly refused: number;
    /** Datagrams that came to nothing. */
    readonly errors: number;
    /** Those of them that the kernel dropped; absent = not known. */
    readonly unread?: number;
  };
}

export interface CommunityView {
  readonly name: string;
  /** Fixed by a list, matched by an expression or made on demand; or the supernodes' own. */
  readonly kind: "fixed" | "purgeable" | "federation";
  readonly subnet?: IpNet;
  readonly edges: readonly {
    readonly mac: Mac;
    readonly address: IpNet;
    readonly description: string;
    readonly socket: Endpoint;
    readonly transport: "UDP" | "TCP";
    readonly lastSeen: Instant;
  }[];
}
