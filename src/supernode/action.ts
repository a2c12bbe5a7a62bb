import type { Endpoint } from "../base/address/endpoint.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Note } from "../base/note.ts";
import type { CommunityName } from "../wire/message.ts";

export type SupernodeAction =
  /**
   * `source` = leave from this local address; absent = let the kernel choose. `via` = as a frame on this TCP
   * connection; ignored if the connection is gone.
   */
  | {
      readonly kind: "send";
      readonly to: Endpoint;
      readonly source?: Endpoint | undefined;
      readonly via?: number | undefined;
      readonly bytes: Uint8Array;
    }
  /** Close the TCP connection once everything before is sent. No `closed` event is expected. */
  | { readonly kind: "close"; readonly via: number }
  /** Only with `tellsMembers`: this edge is registered, or has moved; and it is no longer registered. */
  | { readonly kind: "entered"; readonly member: MemberRoute }
  | { readonly kind: "left"; readonly community: CommunityName; readonly mac: Mac }
  /**
   * Only with `tellsMembers`: whether no community has encrypted headers. Emitted at the start, and when it changes.
   */
  | { readonly kind: "plain only"; readonly isSo: boolean }
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "stopped" };

/** What a datapath needs to relay an edge's PACKETs. */
export interface MemberRoute {
  readonly community: CommunityName;
  readonly mac: Mac;
  readonly remote: Endpoint;
  /** Our address that it uses, if known. */
  readonly local?: Endpoint;
  /** False = its PACKETs are encrypted or on TCP: only the machine can read and send them. */
  readonly carried: boolean;
}
