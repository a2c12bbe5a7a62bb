import type { Endpoint } from "../base/address/endpoint.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Note } from "../base/note.ts";
import type { CommunityName } from "../wire/message.ts";

export type SupernodeAction =
  /**
   * `source` = leave from this local address; absent = let the kernel choose. `via` = as a frame of this TCP connection;
   * one that is gone is to be ignored.
   */
  | {
      readonly kind: "send";
      readonly to: Endpoint;
      readonly source?: Endpoint | undefined;
      readonly via?: number | undefined;
      readonly bytes: Uint8Array;
    }
  /** End the TCP connection once everything before is sent. No `closed` is expected. */
  | { readonly kind: "close"; readonly via: number }
  /** With `tellsMembers` only: this edge is registered, here or now elsewhere; and the edge is not any more. */
  | { readonly kind: "entered"; readonly member: MemberTold }
  | { readonly kind: "left"; readonly community: CommunityName; readonly mac: Mac }
  /** With `tellsMembers` only: whether no community has encrypted headers. Said at the start, and when it changes. */
  | { readonly kind: "plain only"; readonly isSo: boolean }
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "stopped" };

/** What another program needs to pass an edge's PACKETs on. */
export interface MemberTold {
  readonly community: CommunityName;
  readonly mac: Mac;
  readonly remote: Endpoint;
  /** The address of ours that it talks to, if known. */
  readonly local?: Endpoint;
  /** False = its PACKETs are encrypted or come by TCP: the supernode alone can read and send them. */
  readonly carried: boolean;
}
