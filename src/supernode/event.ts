import type { Endpoint } from "../base/address/endpoint.ts";
import type { Duration } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import type { CommunityName } from "../wire/message.ts";
import type { CommunityList } from "./access/community-list.ts";
import type { Reservations } from "./leases/reservations.ts";
import type { SupernodeDrop } from "../status/supernode-drops.ts";

export type SupernodeEvent =
  | { readonly kind: "start" }
  /**
   * `to` = the address the datagram was sent to; answers must leave from it (fact sheet §16, no. 12). `via` = it is a
   * frame of this TCP connection, whose peer address is `from` (§3.11); numbers are not reused.
   */
  | {
      readonly kind: "datagram";
      readonly from: Endpoint;
      readonly to?: Endpoint | undefined;
      readonly via?: number | undefined;
      readonly bytes: Uint8Array;
    }
  /** The TCP connection has ended, or is unusable. */
  | { readonly kind: "closed"; readonly via: number }
  /** Takes effect at once; edges whose community and user are still listed stay registered. */
  | { readonly kind: "reload"; readonly communities: CommunityList | undefined }
  /** The operator's file was read again. Takes effect when edges ask. */
  | { readonly kind: "reservations"; readonly reservations: Reservations }
  /** How long addresses are kept for edges that are gone, also those that are gone already. */
  | { readonly kind: "lease time"; readonly time: Duration }
  /** The configured members of the federation, resolved again; members not among them are forgotten. */
  | { readonly kind: "members"; readonly members: readonly Endpoint[] }
  /**
   * Work of the datapath, with `tellsMembers`: PACKETs relayed, by sending edge, and datagrams dropped.
   */
  | {
      readonly kind: "relayed";
      readonly edges: readonly { readonly community: CommunityName; readonly mac: Mac; readonly packets: number }[];
      readonly dropped: Partial<Readonly<Record<SupernodeDrop, number>>>;
    }
  | { readonly kind: "tick" }
  | { readonly kind: "stop" };
